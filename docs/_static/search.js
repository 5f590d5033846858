/* The search of the whole site: every word typed must stand in an entry; the best come first.
 *
 * Letters are compared without case and accents, in any script; numbers without the marks between
 * their thousands, so that 681,692 and 681692 find the same. Entries: kind, title, address, text
 * to show, and words by which the entry is found besides.
 */
(function () {
  "use strict";

  const MOST = 60;
  const NAMES = {
    figure: "Figure", quantity: "Quantity", claimant: "Who gives it", work: "Work",
    term: "Word or place", page: "Page", notebook: "Notebook", disagreement: "Disagreement",
  };
  const RANK = { notebook: 6, quantity: 5, claimant: 5, work: 4, page: 3, term: 3, disagreement: 2, figure: 1 };

  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/(\d)[,. ](?=\d{3}(?!\d))/g, "$1")
      .toLowerCase();
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const entries = (window.purgestatsEntries || []).map(([kind, title, address, text, also]) => ({
    kind, title, address, text, id: fold(also).split(" ")[0], title_: fold(title), all_: fold(`${title} ${text} ${also}`),
  }));

  function score(entry, words, phrase) {
    if (!words.every((word) => entry.all_.includes(word))) {
      return 0;
    }
    const inTitle = words.filter((word) => entry.title_.includes(word)).length / words.length;
    const whole = entry.all_.split(/[^\p{L}\p{N}-]+/u).includes(phrase) ? 8 : 0;
    const named = entry.id === phrase ? 30 : 0;
    return 1 + named + 10 * inTitle + (entry.all_.includes(phrase) ? 8 : 0) + whole + RANK[entry.kind];
  }

  /* The words around the first that was looked for, with every one of those marked. */
  function excerpt(text, words) {
    const parts = text.split(/\s+/);
    const hits = parts.map((part) => words.some((word) => fold(part).includes(word)));
    const first = Math.max(0, hits.indexOf(true) - 10);
    const shown = element("span", { className: "excerpt" });
    shown.append(first > 0 ? "… " : "");
    parts.slice(first, first + 34).forEach((part, at) => {
      shown.append(hits[first + at] ? element("mark", {}, part) : part, " ");
    });
    shown.append(first + 34 < parts.length ? "…" : "");
    return shown;
  }

  const box = document.getElementById("site-search-box");
  const list = document.getElementById("site-search-results");
  const status = document.getElementById("site-search-status");

  function search() {
    const phrase = fold(box.value).trim();
    const words = phrase.split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) {
      status.textContent = "";
      return;
    }
    const found = entries
      .map((entry, at) => ({ entry, at, score: score(entry, words, phrase) }))
      .filter((one) => one.score > 0)
      .sort((one, other) => other.score - one.score || one.at - other.at);
    const shown = found.slice(0, MOST);
    list.append(...shown.map(({ entry }) => element("li", {},
      element("a", { href: entry.address }, entry.title), " ",
      element("span", { className: "kind" }, NAMES[entry.kind]),
      element("div", {}, excerpt(entry.text, words)))));
    const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
    status.textContent = found.length === 0
      ? "Nothing was found. Try fewer words, or a number without its hedge."
      : `${found.length} found${more}.`;
  }

  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", search);
  box.form.addEventListener("submit", (event) => event.preventDefault());
  search();
})();
