import type { Action } from "../../src/domain/access.ts";
import { pageButton, pages } from "../../src/screens/callback-data.ts";

export interface Ids {
  readonly person: number;
  readonly checkIn: number;
  readonly alert: number;
  readonly relay: number;
  readonly counselor: number;
  readonly backup: number;
}

/** One button, or some of its uses. */
export interface Row {
  /** What the policy calls it; "own": only the participant's own; "nobody's": it names nobody and shows the tapper's own. */
  readonly action: Action | "own" | "desk" | "nobody's";
  readonly data: (ids: Ids) => readonly string[];
}

const nobodys = (...data: readonly string[]): Row => ({ action: "nobody's", data: () => data });
/** The programme's, and so its coordinators'. */
const desk = (...data: readonly string[]): Row => ({ action: "desk", data: () => data });
const own = (data: Row["data"]): Row => ({ action: "own", data });

/** Every button there is, by its name in `src/screens/callback-data.ts`; "name, what for" where one has several rows. */
export const matrix: Readonly<Record<string, Row>> = {
  answerButton: own(({ checkIn }) => [`a:${checkIn}:S1:4`, `a:${checkIn}:S6:4`]),
  questionButton: own(({ checkIn }) => [`q:${checkIn}:S1`]),
  beginButton: own(({ checkIn }) => [`b:${checkIn}`]),
  formButton: own(({ checkIn }) => [`fo:${checkIn}:short`, `fo:${checkIn}:full`]),
  snoozeButton: own(({ checkIn }) => [`z:${checkIn}`]),
  restButton: own(({ checkIn }) => [`p:${checkIn}`]),
  feedbackButton: own(({ checkIn }) => [`fb:${checkIn}:yes`, `fb:${checkIn}:no`]),
  reviewButton: own(({ checkIn }) => [`r:${checkIn}`]),
  consentButton: own(({ checkIn }) => [`cs:${checkIn}:summary:00000000:no`]),
  relayRemoveButton: own(({ relay }) => [`rd:${relay}`]),
  openAlertButton: { action: "handle-alert", data: ({ alert }) => [`al:${alert}`] },
  alertActionButton: {
    action: "handle-alert",
    data: ({ alert }) => ["refer", "take", "no-answer", "talked"].map((action) => `aa:${alert}:${action}`),
  },
  alertWayOutButton: { action: "work-case", data: ({ person }) => [`ax:${person}`] },
  "alertWayOutButton, to the menu": nobodys("ax:0"),
  followUpButton: { action: "handle-alert", data: ({ alert }) => [`fu:${alert}:ask`, `fu:${alert}:came`] },
  amberButton: { action: "read-case", data: ({ checkIn }) => [`am:${checkIn}`] },
  amberSeenButton: { action: "read-case", data: ({ checkIn }) => [`ay:${checkIn}:yes`] },
  caseButton: { action: "work-case", data: ({ person }) => [`cp:${person}`] },
  caseActionButton: {
    action: "read-case",
    data: ({ person }) =>
      ["picture", "answers", "alerts", "notes", "plan"].map((what) => `ca:${person}:${what}`),
  },
  "caseActionButton, not to read answers": {
    action: "work-case",
    data: ({ person }) => ["quiet", "extra", "add-note"].map((what) => `ca:${person}:${what}`),
  },
  quietButton: {
    action: "quieten",
    data: ({ person }) => [`qt:${person}:snooze:0:3`, `qt:${person}:expect:20:3`, `qt:${person}:end:0:0`],
  },
  relayOpenButton: { action: "relay", data: ({ relay }) => [`ro:${relay}`] },
  relayAgainButton: { action: "relay", data: ({ relay }) => [`ry:${relay}`] },
  relayWriteButton: { action: "relay", data: ({ person }) => [`rw:${person}:0`] },
  personButton: { action: "read-desk", data: ({ person }) => [`pp:${person}`] },
  ledgerButton: { action: "read-desk", data: ({ person }) => [`lg:2026-11-23:${person}:0`] },
  assignButton: { action: "assign", data: ({ person }) => [`as:${person}`] },
  assignToButton: { action: "assign", data: ({ person, backup }) => [`at:${person}:${backup}`] },
  backupButton: { action: "assign", data: ({ person }) => [`bk:${person}`] },
  backupToButton: { action: "assign", data: ({ person }) => [`bo:${person}:0`] },
  releaseButton: { action: "correct-release", data: ({ person }) => [`rz:${person}`] },
  reinviteButton: { action: "reinvite", data: ({ person }) => [`ri:${person}:ask`, `ri:${person}:yes`] },
  paperButton: { action: "note-paper", data: ({ person }) => [`pc:${person}:all`] },
  freezeButton: { action: "freeze", data: ({ person }) => [`fz:${person}:ask`, `fz:${person}:yes`] },
  eraseButton: {
    action: "erase",
    data: ({ person }) => [`er:${person}:asked:ask`, `er:${person}:asked:yes`],
  },
  colleagueButton: { action: "desk", data: ({ counselor }) => [`st:${counselor}`] },
  handOverButton: { action: "desk", data: ({ counselor }) => [`ho:${counselor}`] },
  handOverToButton: {
    action: "desk",
    data: ({ counselor, backup }) => ["ask", "yes"].map((sure) => `ht:${counselor}:${backup}:${sure}`),
  },
  relinkButton: { action: "desk", data: ({ counselor }) => [`rl:${counselor}:ask`, `rl:${counselor}:yes`] },
  ledgerTodayButton: nobodys("lt"),
  weekButton: desk("w:2026-11-23"),
  peopleButton: nobodys("pl:0"),
  staffButton: nobodys("sl:0"),
  pageButton: nobodys(...pages.map((page) => pageButton.pack({ page }))),
  coverageButton: nobodys("cv"),
  openAlertsButton: nobodys("ol:0"),
  caseloadButton: nobodys("cl:0"),
  worklistButton: nobodys("wl:0"),
  awayButton: nobodys("aw:back"),
  confirmNumberButton: desk("nc:112"),
  removeNumberButton: desk("nr:any:list", "nr:112:ask", "nr:112:yes"),
  naloxoneButton: desk("nx:yes"),
  checkInButton: nobodys("cek"),
  helpButton: nobodys("help"),
  overdoseButton: nobodys("od:card"),
  lapseButton: nobodys("la"),
  planButton: nobodys("pn:show", "pn:write", "pn:change", "pn:share", "pn:unshare"),
  agreeButton: nobodys("ag:summary:00000000", "ag:plan:00000000"),
  planPartButton: nobodys("pq:people:open", "pq:people:below", "pq:people:delete", "pq:people:delete-yes"),
  safeButton: nobodys("sf:1:yes", "sf:1:no"),
  copingButton: nobodys("co:0"),
  backTestButton: nobodys("bt:none:0:4"),
  hourButton: nobodys("hr:600"),
  rhythmButton: nobodys("rh:daily", "rh:three-a-week"),
  zoneButton: nobodys("zn:Asia/Jakarta", "zn:Asia/Makassar"),
  pauseButton: nobodys("ps:1"),
  withdrawButton: nobodys("wd:no"),
  ownButton: nobodys("ow:picture", "ow:export", "ow:language-id"),
  discardButton: nobodys("dm"),
  relaySendButton: nobodys("rs:1:1:1:0"),
  relayDropButton: nobodys("rn:1:1"),
  safeNowButton: nobodys("sn:1:1:0", "sn:0:0:0"),
  dialogueButton: nobodys("d:enrol:1:next"),
};
