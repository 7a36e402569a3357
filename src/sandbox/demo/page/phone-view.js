import { messageView } from "./message-view.js";
import { send } from "./send.js";

const BANNER_MS = 6000;
const LIT_MS = 9000;
const TOAST_MS = 4000;

/** One phone on the page. `hooks`: zone, botName, enlarge, invitation, onError, onUnread. */
export function createPhoneView(phone, hooks) {
  const path = `/api/phones/${phone.id}`;
  const root = document.querySelector("#phone-template").content.firstElementChild.cloneNode(true);
  const part = (selector) => root.querySelector(selector);
  const [list, banner, toast] = [part(".messages"), part(".banner"), part(".toast")];
  let toastGoes;
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: hooks.zone, ...options });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const day = format({ weekday: "short", day: "numeric", month: "short" });
  let timers = [];
  /** What stands here, as JSON: each message by its id, and the commands. */
  const shown = new Map();
  let shownCommands;
  let lang;

  root.id = `phone-${phone.id}`;
  root.setAttribute("aria-label", `${phone.subtitle}'s phone: ${phone.title}`);
  part("h2").textContent = phone.title;
  part(".top p").textContent = `${phone.subtitle} · chat with ${hooks.botName}`;
  part(".avatar").textContent = /\d/.test(phone.title) ? phone.title.slice(-2) : phone.title.slice(0, 1);
  part(".banner b").textContent = hooks.botName;
  list.setAttribute("aria-label", `Messages on the phone of ${phone.title}`);
  part(".write input[name=text]").setAttribute("aria-label", `Message from ${phone.title}`);

  const attempt = (work) => work.catch(hooks.onError);
  const type = (text) => attempt(send(`${path}/text`, { text }));
  const on = {
    tap(message, data, button) {
      button.setAttribute("aria-busy", "true");
      setTimeout(() => button.removeAttribute("aria-busy"), 2000);
      attempt(send(`${path}/tap`, { messageId: message.id, data }));
    },
    command: type,
    invitation: hooks.invitation,
    enlarge: hooks.enlarge,
  };

  part(".write").addEventListener("submit", (event) => {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (text === "") return;
    input.value = "";
    type(text);
  });
  part(".attach input").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    const read = new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(new Error("This file cannot be read."));
      reader.readAsDataURL(file);
    });
    target.value = "";
    attempt(
      read.then((url) =>
        send(`${path}/file`, { fileName: file.name, base64: url.slice(url.indexOf(",") + 1) }),
      ),
    );
  });

  /** Touches only what has changed: a screen reader would read the rest again, and the keyboard lose its place. */
  function showAll({ messages, commands, lang: spoken }) {
    speak(spoken);
    const ids = new Set(messages.map(({ id }) => id));
    remove([...shown.keys()].filter((id) => !ids.has(id)));
    const changed = messages.filter((message) => shown.get(message.id) !== JSON.stringify(message));
    const views = changed.map((message) => place(message).view);
    showCommands(commands);
    if (views.length > 0) toTheEnd();
    // Pictures push the end down when they arrive.
    for (const picture of views.flatMap((view) => [...view.querySelectorAll("img")]))
      picture.addEventListener("load", toTheEnd, { once: true });
  }

  /** Also of what stands here already: it is not known which language that was said in. */
  function speak(spoken) {
    lang = spoken;
    for (const said of [toast, ...list.querySelectorAll(".message"), ...part(".chips").children])
      said.lang = lang;
  }

  function showCommands(commands) {
    if (shownCommands === JSON.stringify(commands)) return;
    shownCommands = JSON.stringify(commands);
    part(".chips").replaceChildren(
      ...commands.map(({ command, description }) => {
        const chip = Object.assign(document.createElement("button"), {
          type: "button",
          title: description,
          lang,
        });
        chip.textContent = `/${command}`;
        chip.addEventListener("click", () => type(`/${command}`));
        return chip;
      }),
    );
  }

  const find = (id) => list.querySelector(`[data-id="${id}"]`);
  const toTheEnd = () => {
    list.scrollTop = list.scrollHeight;
  };

  /** Puts a message where it belongs; `known` when it was there before. */
  function place(message) {
    const view = messageView(message, { time, lang, on });
    const before = find(message.id);
    shown.set(message.id, JSON.stringify(message));
    view.dataset.day = day.format(message.at);
    if (before) {
      const hadFocus = before.contains(document.activeElement);
      before.replaceWith(view);
      if (hadFocus) (view.querySelector(".row button") ?? list).focus({ preventScroll: true });
      return { view, known: true };
    }
    const next = [...list.querySelectorAll(".message")].find(
      ({ dataset }) => Number(dataset.id) > message.id,
    );
    const line = next?.previousElementSibling;
    // Above the line of the day that begins there, unless the message is of that day.
    list.insertBefore(view, (isDayLine(line) && !areOfOneDay(line, view) ? line : next) ?? null);
    if (!areOfOneDay(view.previousElementSibling, view)) view.before(dayLine(view.dataset.day));
    return { view, known: false };
  }

  function remove(ids) {
    for (const id of ids) {
      shown.delete(id);
      const view = find(id);
      if (!view) continue;
      if (view.contains(document.activeElement)) list.focus({ preventScroll: true });
      const above = view.previousElementSibling;
      view.remove();
      if (isDayLine(above) && !areOfOneDay(above, above.nextElementSibling)) above.remove();
    }
  }

  function dayLine(label) {
    const line = Object.assign(document.createElement("div"), { className: "day", textContent: label });
    line.dataset.day = label;
    return line;
  }
  const isDayLine = (item) => item?.className === "day";
  const areOfOneDay = (one, other) => one?.dataset.day === other?.dataset.day;

  function calm() {
    for (const timer of timers) clearTimeout(timer);
    banner.hidden = true;
    root.classList.remove("lit", "buzz");
  }

  function ring(text) {
    calm();
    part(".banner span").textContent = text;
    // Restarts the animations.
    void root.offsetWidth;
    banner.hidden = false;
    root.classList.add("lit", "buzz");
    timers = [
      setTimeout(() => {
        banner.hidden = true;
      }, BANNER_MS),
      setTimeout(() => root.classList.remove("lit", "buzz"), LIT_MS),
    ];
  }

  // Whoever picks it up has seen it.
  root.addEventListener("pointerdown", calm);
  root.addEventListener("keydown", calm);

  showAll(phone);
  // A narrower phone has longer messages; the newest stays in sight.
  new ResizeObserver(toTheEnd).observe(list);
  return {
    root,
    /** Whether a screen reader reads out what comes. */
    readOut(wanted) {
      list.setAttribute("aria-live", wanted ? "polite" : "off");
    },
    phone,
    showAll,
    type,
    message({ message, edited, notification }) {
      const oldest = list.querySelector(".message");
      // An edit of what is older than all that is shown here.
      if (oldest && message.id < Number(oldest.dataset.id)) return;
      const near = list.scrollHeight - list.scrollTop - list.clientHeight < 160;
      const { view, known } = place(message);
      view.classList.add(known || edited ? "flash" : "new");
      const pictures = [...view.querySelectorAll("img")];
      for (const picture of pictures) picture.addEventListener("load", toTheEnd, { once: true });
      if (view.offsetHeight > list.clientHeight) list.scrollTop = view.offsetTop - list.offsetTop - 8;
      else if (near || !known) toTheEnd();
      if (notification === undefined) return;
      ring(notification);
      hooks.onUnread(phone.id);
    },
    deleted: remove,
    speak,
    toast(text) {
      toast.textContent = text;
      clearTimeout(toastGoes);
      toastGoes = setTimeout(() => {
        toast.textContent = "";
      }, TOAST_MS);
    },
  };
}
