const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** One message. `lang`: of the phone, while the page is English. `on` has what taps on it do. */
export function messageView(message, { time, lang, on }) {
  const item = element("div", { className: message.mine ? "message mine" : "message", lang });
  item.dataset.id = message.id;
  const bubble = element("div", { className: "bubble" });
  if (message.media) bubble.append(mediaView(message.media, on));
  bubble.append(...textWithLinks(message.text, on));
  bubble.append(
    element(
      "time",
      { className: "at", dateTime: new Date(message.at).toISOString() },
      time.format(message.at),
    ),
  );
  item.append(bubble);
  for (const row of message.buttons)
    item.append(
      element("div", { className: "row" }, ...row.map((button) => buttonView(button, message, on))),
    );
  return item;
}

function buttonView({ label, data, url }, message, on) {
  if (url !== undefined) return element("a", { href: url, target: "_blank", rel: "noreferrer" }, label);
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", () => on.tap(message, data, button));
  return button;
}

function mediaView({ kind, name, size, url }, on) {
  if (kind === "photo") {
    const button = element("button", {
      type: "button",
      className: "photo",
      lang: "en",
      ariaLabel: `Enlarge ${name}`,
    });
    button.append(element("img", { src: url, alt: name }));
    button.addEventListener("click", () => on.enlarge(url, name));
    return button;
  }
  const words = element("span", {}, element("b", {}, name), element("small", {}, sizeInWords(size)));
  return element(
    "a",
    { className: "file", href: url, download: name },
    element("i", { ariaHidden: "true" }, "↓"),
    words,
  );
}

/** Invitations and commands in a text can be tapped. */
function textWithLinks(text, on) {
  return text.split(/(https:\/\/t\.me\/\S+|(?<=^|\s)\/[a-z]+\b)/).map((part) => {
    if (!/^(https:\/\/t\.me\/\S+|\/[a-z]+)$/.test(part)) return part;
    const button = element("button", { type: "button", className: "act" }, part);
    button.addEventListener("click", () => (part.startsWith("/") ? on.command(part) : on.invitation(part)));
    return button;
  });
}

function sizeInWords(bytes) {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
