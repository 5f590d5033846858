/* Makes the tables of the site searchable, sortable and downloadable.
 *
 * Plain script, so that it also runs from a page opened with a double-click. Without it the tables
 * are there in full. A heading becomes a button; a cell sorts by its data-sort, else by its text.
 */
(function () {
  "use strict";

  const FORMULA = /^\s*[=+\-@＝＋－＠]/;

  function plain(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").toLowerCase();
  }

  function text(cell) {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("details.cite, details > :not(summary)").forEach((one) => one.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  function value(row, column) {
    const cell = row.cells[column];
    const held = cell.dataset.sort === undefined ? text(cell) : cell.dataset.sort;
    const number = Number(held);
    return held === "" ? null : Number.isNaN(number) ? held.toLowerCase() : number;
  }

  function compare(one, other) {
    if (one === null || other === null) {
      return one === other ? 0 : null;
    }
    if (typeof one === typeof other) {
      return typeof one === "number" ? one - other : one.localeCompare(other, "en");
    }
    return typeof one === "number" ? -1 : 1;
  }

  /* Blank cells come last in both directions; equal rows keep the order of the page. */
  function sort(table, rows, column, direction) {
    const sign = direction === "descending" ? -1 : 1;
    const keyed = rows.map((row, at) => ({ row, at, key: value(row, column) }));
    keyed.sort((one, other) => {
      const order = compare(one.key, other.key);
      if (order === null) {
        return one.key === null ? 1 : -1;
      }
      return sign * order || one.at - other.at;
    });
    const body = table.tBodies[0];
    keyed.forEach((one) => body.appendChild(one.row));
  }

  function cell(written) {
    const safe = FORMULA.test(written) ? `'${written}` : written;
    return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  function download(table, name) {
    const lines = [...table.rows]
      .filter((row) => !row.hidden)
      .map((row) => [...row.cells].map((one) => cell(text(one))).join(","));
    const link = document.createElement("a");
    const file = new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
    link.href = URL.createObjectURL(file);
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Cells shown as blocks on a narrow screen are no longer announced as a table without roles. */
  function label(table) {
    const headings = [...table.tHead.rows[0].cells].map(text);
    table.setAttribute("role", "table");
    [...table.tBodies, table.tHead].forEach((part) => part.setAttribute("role", "rowgroup"));
    [...table.rows].forEach((row) => {
      row.setAttribute("role", "row");
      [...row.cells].forEach((one, at) => {
        const head = one.tagName === "TH";
        const role = !head ? "cell" : one.scope === "row" ? "rowheader" : "columnheader";
        one.setAttribute("role", role);
        one.dataset.label = headings[at];
      });
    });
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function makeSortable(table, rows, status) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = element("button", { type: "button", className: "sort" });
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const ascending = heading.getAttribute("aria-sort") !== "ascending";
        const direction = ascending ? "ascending" : "descending";
        [...table.tHead.rows[0].cells].forEach((one) => one.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", direction);
        sort(table, rows, column, direction);
        status.textContent = `Sorted by ${button.textContent.trim()}, ${direction}.`;
      });
    });
  }

  function enhance(table) {
    const rows = [...table.tBodies[0].rows];
    const words = rows.map((row) => plain(row.textContent));
    const noun = table.dataset.rows || "rows";
    const status = element("p", { className: "table-status" });
    status.setAttribute("role", "status");
    const box = element("input", { type: "search", id: `${table.id}-search`, autocomplete: "off" });
    const save = element("button", { type: "button", className: "save" }, "Download what is shown (CSV)");

    function search() {
      const wanted = plain(box.value).split(" ").filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !wanted.every((word) => words[at].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      status.textContent = wanted.length
        ? `${shown} of ${rows.length} ${noun} shown.`
        : `${rows.length} ${noun}.`;
    }

    label(table);
    makeSortable(table, rows, status);
    const name = element("label", { htmlFor: box.id }, "Search this table");
    table.parentNode.before(element("div", { className: "table-tools" }, name, box, save, status));
    table.parentNode.classList.add("enhanced");
    box.addEventListener("input", search);
    save.addEventListener("click", () => download(table, table.id));
    search();
  }

  /* A copy button after each reference, where the browser lets a page write to the clipboard. */
  function makeCopyable(citation) {
    const button = element("button", { type: "button", className: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      const range = document.createRange();
      range.selectNodeContents(citation);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      const copied = document.execCommand("copy");
      button.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
    });
    citation.after(button);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".citation").forEach(makeCopyable);
    document.querySelectorAll("table.searchable").forEach(enhance);
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "TR") {
      target.scrollIntoView();
    }
  });
})();
