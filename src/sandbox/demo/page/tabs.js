/** One tab per phone, for screens that show one phone at a time. */
export function createTabs(bar) {
  const unread = new Map();
  let phones = [];
  let current;
  /** As in style.css; on wider screens all phones stand side by side. */
  const oneAtATime = matchMedia("(max-width: 760px)");
  oneAtATime.addEventListener("change", show);

  function show() {
    const focused = bar.contains(document.activeElement) && document.activeElement.dataset.tab;
    bar.replaceChildren(
      ...phones.map(({ phone, root }) => {
        const selected = phone.id === current;
        const tab = Object.assign(document.createElement("button"), { type: "button", role: "tab" });
        tab.setAttribute("aria-selected", String(selected));
        tab.setAttribute("aria-controls", root.id);
        tab.tabIndex = selected ? 0 : -1;
        tab.dataset.tab = phone.id;
        tab.append(
          phone.title,
          Object.assign(document.createElement("small"), { textContent: phone.subtitle }),
        );
        const count = unread.get(phone.id) ?? 0;
        if (count > 0) {
          const badge = Object.assign(document.createElement("i"), {
            className: "unread",
            textContent: count,
          });
          badge.setAttribute("aria-label", `${count} unread`);
          tab.append(badge);
        }
        root.classList.toggle("current", selected);
        root.setAttribute("role", oneAtATime.matches ? "tabpanel" : "region");
        return tab;
      }),
    );
    if (focused) bar.querySelector(`[data-tab="${focused}"]`)?.focus();
  }

  function select(id) {
    current = id;
    unread.delete(id);
    show();
    const { root } = phones.find(({ phone }) => phone.id === id) ?? {};
    const list = root?.querySelector(".messages");
    if (list) list.scrollTop = list.scrollHeight;
  }

  bar.addEventListener("click", ({ target }) => {
    const id = target.closest("[data-tab]")?.dataset.tab;
    if (id) select(id);
  });
  bar.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const at = phones.findIndex(({ phone }) => phone.id === current);
    select(phones.at((at + step) % phones.length).phone.id);
    bar.querySelector("[aria-selected=true]").focus();
  });

  return {
    select,
    setPhones(views) {
      phones = views;
      if (!phones.some(({ phone }) => phone.id === current)) current = phones[0]?.phone.id;
      show();
    },
    addUnread(id) {
      if (id === current) return;
      unread.set(id, (unread.get(id) ?? 0) + 1);
      show();
    },
  };
}
