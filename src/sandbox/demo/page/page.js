import { createClock } from "./demo-clock.js";
import { createGuide } from "./guide.js";
import { createPhoneView } from "./phone-view.js";
import { send } from "./send.js";
import { createTabs } from "./tabs.js";

const RETRY_MS = 1500;
const ERROR_MS = 7000;

const status = document.querySelector("#status");
const guide = createGuide(document.querySelector("#guide"));
const tabs = createTabs(document.querySelector("#tabs"));
const views = new Map();
let clock;
let zone = "UTC";
let botName = "Bot";

function say(text, bad = false) {
  // Written again, the same words are read out again.
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("bad", bad);
}

let silence;

function fail(error) {
  say(error.message, true);
  clearTimeout(silence);
  silence = setTimeout(() => say(""), ERROR_MS);
}

const picture = document.querySelector("#picture");
picture.addEventListener("click", ({ target }) => {
  if (target === picture) picture.close();
});

function enlarge(url, name) {
  const image = picture.querySelector("img");
  image.src = url;
  image.alt = name;
  picture.showModal();
}

const invitation = document.querySelector("#invitation");

function offerNewPhone(link) {
  invitation.returnValue = "";
  invitation.addEventListener(
    "close",
    () => {
      if (invitation.returnValue === "yes") void addNewPhone(link);
    },
    { once: true },
  );
  invitation.showModal();
}

async function addNewPhone(link) {
  const { phone } = (await send("/api/phones", { link }).catch(fail)) ?? {};
  if (phone) tabs.select(phone.id);
}

const isReady = () => document.body.dataset.ready === "yes";

function addPhone(phone) {
  const known = views.get(phone.id);
  known?.showAll(phone);
  const view = known ?? newView(phone);
  view.readOut(isReady());
}

function newView(phone) {
  const view = createPhoneView(phone, {
    zone,
    botName,
    enlarge,
    invitation: offerNewPhone,
    onError: fail,
    onUnread: tabs.addUnread,
  });
  views.set(phone.id, view);
  document.querySelector("#phones").append(view.root);
  tabs.setPhones([...views.values()]);
  view.root.querySelector(".messages").scrollTop = 1e6;
  return view;
}

/** Begun anew under the same address, with `--fresh` for instance: nothing that stands here is of it. */
function isAnother({ clock: { livedShare }, phones }) {
  const ids = new Set(phones.map(({ id }) => id));
  return livedShare !== undefined || [...views.keys()].some((id) => !ids.has(id));
}

/** At the first start the weeks before are lived through while one looks on. */
function onLived(share) {
  if (share !== undefined)
    // Each change is read out: ten of them, not a thousand.
    say(`The programme's first weeks are being lived through … ${Math.floor(share * 10) * 10} %`);
  else if (!isReady()) say("");
  if (share === undefined) document.body.dataset.ready = "yes";
}

const hear = {
  state({ state }) {
    if (isReady() && isAnother(state)) return location.reload();
    zone = state.zone;
    botName = state.botName;
    clock ??= createClock({
      zone,
      onError: fail,
      onLived,
      onMoved(to) {
        if (to === "next-prompt") guide.done("prompt");
        if (to === "monday") guide.done("monday");
      },
    });
    clock.hear(state.clock);
    for (const phone of state.phones) addPhone(phone);
  },
  clock: (event) => clock?.hear(event.clock),
  phone({ phone }) {
    addPhone(phone);
    views.get(phone.id).root.scrollIntoView({ inline: "nearest", block: "nearest" });
  },
  message(event) {
    views.get(event.phone)?.message(event);
    if (!isReady()) return;
    if (event.phone === "participant" && event.edited && event.message.text.includes("✔"))
      guide.done("answer");
    if (event.phone === "counselor" && event.notification !== undefined) guide.done("alert");
  },
  deleted: ({ phone, ids }) => views.get(phone)?.deleted(ids),
  language: ({ phone, lang }) => views.get(phone)?.speak(lang),
  toast: ({ phone, text }) => views.get(phone)?.toast(text),
};

function connect() {
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => say(""));
  events.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    hear[event.kind]?.(event);
  });
  events.addEventListener("error", () => {
    say("The demo does not answer. Is it still running? Trying again …", true);
    // Some browsers give up for good when the server is away; a new stream begins with the whole state.
    events.close();
    setTimeout(connect, RETRY_MS);
  });
}

connect();
