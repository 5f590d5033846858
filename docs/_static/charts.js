/* Lets a reader take a chart away, as SVG or as PNG for a slide: what the page shows is what is saved.
 *
 * Plain script, so that it also runs from a page opened with a double-click.
 */
(function () {
  "use strict";

  const [WIDE, HIGH] = [3840, 2160];

  /* The chart by itself, in its light colours: other programs know no variables and no tooltips. */
  function drawing(chart) {
    const [, , width, height] = chart.getAttribute("viewBox").split(" ");
    const copy = chart.cloneNode(true);
    copy.querySelectorAll(".tips").forEach((one) => one.remove());
    copy.querySelectorAll("[href]").forEach((one) => one.matches("a") && one.removeAttribute("href"));
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const text = new XMLSerializer().serializeToString(copy);
    return text.replace(/<style[^>]*>[^]*?<\/style>/, "<style>text{font-family:'DejaVu Sans',Verdana,sans-serif}</style>")
      .replace(/var\(--[a-z]+, ?(#[0-9a-f]{6})\)/g, "$1");
  }

  function give(content, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function giveSlide(text, name) {
    const picture = new Image();
    picture.addEventListener("load", () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: WIDE, height: HIGH });
      const pen = canvas.getContext("2d");
      const scale = 0.94 * Math.min(WIDE / picture.width, HIGH / picture.height);
      const [width, height] = [scale * picture.width, scale * picture.height];
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, WIDE, HIGH);
      pen.drawImage(picture, (WIDE - width) / 2, (HIGH - height) / 2, width, height);
      canvas.toBlob((content) => give(content, name));
    });
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  function offer(figure, at) {
    const page = location.pathname.split("/").pop().replace(/\.html$/, "") || "index";
    const name = `${page}-${at + 1}`;
    const line = document.createElement("p");
    const text = () => drawing([...figure.querySelectorAll("svg.purgestats-chart")].find((one) => one.clientWidth));
    line.className = "chart-files";
    line.append("Download this chart: ");
    [
      ["SVG", () => give(new Blob([text()], { type: "image/svg+xml" }), `${name}.svg`)],
      ["PNG for a slide", () => giveSlide(text(), `${name}.png`)],
    ].forEach(([words, save]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      button.addEventListener("click", save);
      line.append(button, " ");
    });
    figure.after(line);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("figure.chart").forEach(offer));
})();
