const CLOSED = "teman-pulih-demo-guide-closed";

/** The four steps at the top; each gets its tick when it was done, and all can be put away. */
export function createGuide(root) {
  root.hidden = localStorage.getItem(CLOSED) === "yes";
  root.querySelector("#guide-close").addEventListener("click", () => {
    localStorage.setItem(CLOSED, "yes");
    root.hidden = true;
  });
  return {
    done(step) {
      const item = root.querySelector(`[data-step=${step}]`);
      if (item.classList.contains("done")) return;
      item.classList.add("done");
      item.append(
        Object.assign(document.createElement("span"), { className: "unseen", textContent: " (done)" }),
      );
    },
  };
}
