// The documents that break the rule. The first ones stand in the page; the others come from data files.
const items = document.getElementById("items");
const pager = document.getElementById("pager");
const PER_PAGE = 20;
const files = [];
const loading = {};
let page = 0;

window.textgateExamples = (shard, examples) => { files[shard] = examples; };

function link(item) {
  const name = element("bdi", item.page ? "" : "name", item.name);
  if (!item.page) { return name; }
  const node = element("a");
  node.href = "../documents/" + item.page + ".html#rule=" + encodeURIComponent(document.querySelector("h1").textContent);
  node.append(name);
  return node;
}

function fact(key, values) {
  const node = element("span", "", say(key, values));
  node.dataset.t = key;
  node.dataset.a = JSON.stringify(values);
  return node;
}

function example(values) {
  const [name, pageName, severity, tag, places, lineNumber, before, marked, after, kind, percent, message] = values;
  const facts = element("span", "facts");
  if (severity === "warning") {
    const chip = element("span", "chip warning");
    chip.append(fact("warning", {}));
    facts.append(chip);
  }
  if (places) { facts.append(places === 1 ? fact("place_one", {}) : fact("place_count", { count: places })); }
  if (lineNumber) { facts.append(fact("line", { line: lineNumber })); }
  if (kind) { facts.append(element("span", "mono", kind)); }
  facts.append(percent === 100 ? fact("certain", {}) : fact("sure", { percent: percent }));
  const row = element("div", "row");
  row.append(link({ name: name, page: pageName }), facts);
  const context = element("p", "context");
  if (marked || before || after) {
    context.dir = "auto";
    context.append(before, element("mark", severity, marked), after);
  } else {
    context.lang = "en";
    context.textContent = message;
  }
  const node = element("li");
  node.append(row, context);
  return node;
}

async function draw() {
  const shown = [];
  const stop = Math.min(data.examples, (page + 1) * PER_PAGE);
  try {
    for (let index = page * PER_PAGE; index < stop; index += 1) {
      const shard = Math.floor(index / data.shard);
      if (!files[shard]) {
        const name = "../data/rule-" + data.slug + "-" + numbered(shard);
        loading[shard] = loading[shard] || loadScript(name);
        await loading[shard];
      }
      shown.push(files[shard][index % data.shard]);
    }
  } catch (problem) {
    pager.querySelector(".at").textContent = say("load_failed");
    return;
  }
  items.replaceChildren(...shown.map(example));
  items.start = page * PER_PAGE + 1;
  drawPager();
}

function drawPager() {
  const pages = Math.ceil(data.examples / PER_PAGE);
  pager.hidden = pages < 2;
  pager.querySelector(".at").textContent = say("page_of", { page: page + 1, pages: pages });
  pager.querySelector(".previous").disabled = page === 0;
  pager.querySelector(".next").disabled = page + 1 >= pages;
}

function turn(by) {
  page += by;
  history.replaceState(null, "", page ? "#page=" + (page + 1) : location.pathname);
  draw().then(() => document.getElementById("examples").scrollIntoView());
}

if (items) {
  pager.querySelector(".previous").addEventListener("click", () => turn(-1));
  pager.querySelector(".next").addEventListener("click", () => turn(1));
  document.addEventListener("language", drawPager);
  const asked = /^#page=(\d+)$/.exec(location.hash);
  page = asked ? Math.min(Math.max(1, Number(asked[1])), Math.ceil(data.examples / PER_PAGE)) - 1 : 0;
  if (page) { draw(); } else { drawPager(); }
}
