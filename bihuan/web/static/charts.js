// Draws each [data-chart] from the JSON block that it names; canvas only, so no inline style is needed.
const INK = "#64748b";
const SHAPES = {
  months: (data) => ({
    grid: { left: 56, right: 56, top: 40, bottom: 28 },
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { type: "scroll", top: 4, textStyle: { color: INK } },
    xAxis: { type: "category", data: data.periods, axisLabel: { color: INK } },
    yAxis: [
      { type: "value", name: data.unit, axisLabel: { color: INK }, splitLine: { lineStyle: { color: "#edf0f4" } } },
      { type: "value", axisLabel: { color: INK }, splitLine: { show: false } },
    ],
    series: [
      { name: data.names[0], type: "bar", data: data.values, itemStyle: { color: "#9db8f5" }, barMaxWidth: 28 },
      ...(data.totals ? [{ name: data.names[1], type: "line", yAxisIndex: 1, data: data.totals, itemStyle: { color: "#1f5eff" }, lineStyle: { width: 2 } }] : []),
      ...(data.plan ? [{ name: data.names[2], type: "line", yAxisIndex: 1, data: data.plan, itemStyle: { color: "#94a3b8" }, lineStyle: { type: "dashed" }, symbol: "none" }] : []),
    ],
  }),
  trend: (data) => ({
    grid: { left: 48, right: 16, top: 36, bottom: 28 },
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { type: "scroll", top: 2, textStyle: { color: INK } },
    xAxis: { type: "category", data: data.periods, axisLabel: { color: INK } },
    yAxis: { type: "value", axisLabel: { color: INK, formatter: "{value}" + data.unit }, splitLine: { lineStyle: { color: "#edf0f4" } } },
    series: data.series.map((one, i) => ({
      name: one.name, type: "line", data: one.values, connectNulls: false, symbolSize: 7,
      itemStyle: { color: ["#1f5eff", "#94a3b8", "#12805c"][i % 3] },
      lineStyle: { width: 2, type: i === 1 ? "dashed" : "solid" },
    })),
  }),
};
// A tree grows to the right, a row a leaf, so that no name lies upon another. A click opens the record.
const TONES = { neutral: "#64748b", active: "#1f5eff", waiting: "#b45309", done: "#12805c", stopped: "#94a3b8" };
const painted = (node) => ({ ...node, itemStyle: { color: TONES[node.tone] || INK }, children: node.children.map(painted) });
SHAPES.tree = (data, place) => {
  const narrow = place.clientWidth < 680;
  const side = narrow ? 104 : 170;
  if (narrow) place.style.width = "680px"; // wider than a phone: its box scrolls, and names stay readable
  place.style.height = `${data.leaves * 24 + 32}px`;
  return {
    tooltip: { renderMode: "richText", formatter: (one) => [one.data.kind, one.data.name, one.data.state].filter(Boolean).join(" · ") },
    series: [{
      type: "tree", data: [painted(data)], orient: "LR", initialTreeDepth: -1, expandAndCollapse: false, symbol: "circle", symbolSize: 8,
      left: side, right: side + 30, top: 16, bottom: 16,
      label: { position: "left", align: "right", distance: 6, color: "#1e293b", fontSize: narrow ? 11 : 12, width: side - 10, overflow: "truncate" },
      leaves: { label: { position: "right", align: "left", width: side + 20 } },
      lineStyle: { color: "#cbd5e1", width: 1.2 },
    }],
  };
};
const draw = (root) => root.querySelectorAll("[data-chart]:empty").forEach((place) => {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const shape = SHAPES[place.dataset.shape](data, place);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({ animation: false, ...shape });
  chart.on("click", ({ data: one }) => { if (one?.address) location.assign(one.address); });
  new ResizeObserver(() => chart.resize()).observe(place);
});
draw(document);
document.addEventListener("htmx:after:settle", () => draw(document));
