const text = document.getElementById("text");
const jump = document.getElementById("jump");
const numbers = [...new Set([...document.querySelectorAll("mark[id]")].map((mark) => Number(mark.id.slice(1))))]
  .sort((a, b) => a - b);
let at = -1;

function show(index, moving) {
  if (index < 0 || index >= numbers.length) { return; }
  at = index;
  const number = numbers[index];
  for (const node of document.querySelectorAll(".current")) { node.classList.remove("current"); }
  for (const node of text.querySelectorAll('mark[data-s~="' + number + '"]')) { node.classList.add("current"); }
  const mark = document.getElementById("s" + number);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (moving) { mark.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" }); }
  const item = document.querySelector('.places li[data-s="' + number + '"]');
  const what = jump.querySelector(".what");
  what.replaceChildren();
  if (item) {
    item.classList.add("current");
    const folded = item.closest("details");
    if (folded) { folded.open = true; }
    const side = document.querySelector(".side");
    // Only the side list may move here: scrollIntoView would move the page away from the mark.
    if (side && side.scrollHeight > side.clientHeight) {
      side.scrollTop += item.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3;
    }
    const rule = document.createElement("strong");
    rule.textContent = item.closest(".finding").dataset.rule + " ";
    what.append(rule, ...[...item.childNodes].map((node) => (node.nodeName === "A" ? node.textContent : node.cloneNode(true))));
  }
  jump.querySelector(".at").textContent = say("place_of", { place: index + 1, places: numbers.length });
  jump.querySelector(".previous").disabled = index === 0;
  jump.querySelector(".next").disabled = index + 1 === numbers.length;
}

function view(name) {
  text.classList.remove("changes", "repaired");
  if (name !== "found") { text.classList.add(name); }
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
}

if (numbers.length) {
  jump.hidden = false;
  jump.querySelector(".at").textContent = say("place_of", { place: "–", places: numbers.length });
  jump.querySelector(".previous").disabled = true;
  jump.querySelector(".previous").addEventListener("click", () => show(at - 1, true));
  jump.querySelector(".next").addEventListener("click", () => show(at + 1, true));
  text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark) { show(numbers.indexOf(Number(mark.dataset.s.split(" ")[0])), false); }
  });
  for (const link of document.querySelectorAll(".places a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(numbers.indexOf(Number(link.closest("li").dataset.s)), true);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) { return; }
    if (event.key === "n" || event.key === "j") { show(at + 1, true); }
    if (event.key === "p" || event.key === "k") { show(at - 1, true); }
  });
  if (/^#s\d+$/.test(location.hash)) { show(numbers.indexOf(Number(location.hash.slice(2))), true); }
}
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => view(button.dataset.view));
}
