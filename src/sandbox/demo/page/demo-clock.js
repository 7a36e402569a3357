import { send } from "./send.js";

/** The clock at the top: runs by itself between what the demo says, and can be moved on. */
export function createClock({ zone, onMoved, onError, onLived }) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const date = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const place = zone.split("/").at(-1);
  const timeElement = document.querySelector("#now-time");
  const dateElement = document.querySelector("#now-date");
  const buttons = [...document.querySelectorAll("[data-to]")];
  let heard;

  function show() {
    if (!heard) return;
    const passed = heard.moving ? 0 : performance.now() - heard.at;
    const now = new Date(heard.now + passed);
    timeElement.textContent = time.format(now);
    timeElement.dateTime = now.toISOString();
    dateElement.textContent = `${date.format(now)} · ${place}`;
  }

  async function move(button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await send("/api/clock", { to: button.dataset.to });
      onMoved(button.dataset.to);
    } catch (error) {
      onError(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  for (const button of buttons) button.addEventListener("click", () => void move(button));
  setInterval(show, 1000);
  return {
    hear({ now, movingTo, livedShare }) {
      onLived(livedShare);
      heard = { now, at: performance.now(), moving: movingTo !== undefined };
      document.body.classList.toggle("moving", heard.moving);
      // Not `disabled`: the one just pressed would lose the keyboard's focus.
      for (const button of buttons) button.setAttribute("aria-disabled", String(heard.moving));
      show();
    },
  };
}
