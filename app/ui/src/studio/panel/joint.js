// Repetition and joint approval: how often, over what, and how the signers decide together.
import { say } from "../say.js";
import { feel, select, text, tick } from "./entries.js";
import { getBusinessObject, is } from "./writing.js";

const RULES = () => [
  ["", say("不是会签，各办各的", "No joint approval: each on its own")], ["all", say("全部签署", "All sign")], ["any", say("一人同意即可", "Any one agrees")],
  ["majority", say("过半数同意", "A majority agrees")], ["quorum", say("达到人数或比例", "A number or share agrees")],
  ["weights", say("按权重合计", "By weight")], ["sequential", say("依次签署", "One after the other")],
].map(([value, label]) => ({ value, label }));

export function jointGroup(element, given, writer) {
  const task = getBusinessObject(element);
  const loop = task.get("loopCharacteristics");
  if (!loop) return null;
  if (is(loop, "bpmn:StandardLoopCharacteristics")) return repeated(element, loop, given, writer);
  const joint = writer.ours(task, "daylight:Joint")[0];
  const of = (name) => ({ getValue: () => task.get(`daylight:${name}`) || "", setValue: (value) => writer.set(element, task, `daylight:${name}`, value) });
  const said = joint ? { ...pick(joint) } : null;
  const put = (values) => writer.write(element, writer.replacing(task, "daylight:Joint", values ? [values] : []));
  // One after the other is a sequential multi-instance: rule and mark go together.
  const decide = (rule) => {
    const inOrder = rule === "sequential" || (said?.rule !== "sequential" && loop.get("isSequential"));
    const values = rule ? [{ ...said, rule }] : [];
    writer.write(element, [...writer.replacing(task, "daylight:Joint", values), [loop, { isSequential: inOrder }]]);
  };
  const part = (name) => ({ getValue: () => said?.[name] || "", setValue: (value) => put({ ...said, [name]: value }) });
  const entries = [
    feel({ id: "cardinality", element, feel: "optional", label: say("几个人（几次）", "How many persons or times"), variables: given.names,
      getValue: () => loop.get("loopCardinality")?.get("body") || "", setValue: (value) => writer.write(element, [[loop, { loopCardinality: writer.expression(loop, value) }]]) }),
    feel({ id: "collection", element, label: say("或者：对哪个清单里的每一项", "Or for each of which list"), variables: given.names, ...of("collection") }),
    text({ id: "item", element, label: say("每一项叫什么", "Name of one item"), ...of("item") }),
    text({ id: "results", element, label: say("结果清单叫什么", "Name of the list of results"), ...of("results") }),
    select({ id: "rule", element, label: say("怎样算通过", "How they decide"), options: RULES(), getValue: () => (joint ? joint.rule || "all" : ""), setValue: decide }),
  ];
  if (joint) {
    if (["quorum", "weights"].includes(said.rule)) entries.push(text({ id: "need", element, label: say("要多少（3、60%、2/3）", "How much is needed (3, 60%, 2/3)"), ...part("need") }));
    entries.push(
      feel({ id: "agrees", element, label: say("什么算同意", "What counts as agreeing"), variables: given.names, ...part("agrees") }),
      feel({ id: "veto", element, label: say("什么算一票否决", "What is a veto"), variables: given.names, ...part("veto") }));
    if (said.rule === "weights") entries.push(feel({ id: "weight", element, label: say("每人的权重", "The weight of each"), variables: given.names, ...part("weight") }));
    entries.push(
      text({ id: "attendance", element, label: say("至少多少人到场（2/3）", "Least attendance (2/3)"), ...part("attendance") }),
      text({ id: "outcome", element, label: say("结论叫什么", "Name of the outcome"), ...part("outcome") }),
      said.veto && tick({ id: "keeps", element, label: say("否决后重开，其他人的意见保留", "Held again after a veto, the others' opinions stand"), getValue: () => said.keeps === "true", setValue: (on) => put({ ...said, keeps: on ? "true" : undefined }) }),
      tick({ id: "waits", element, label: say("有了结论也等所有人签完", "Wait for all though it is decided"), getValue: () => said.waits === "true", setValue: (on) => put({ ...said, waits: on ? "true" : undefined }) }));
  }
  return { id: "joint", label: say("会签和重复", "Joint approval and repetition"), entries: entries.filter(Boolean), shouldOpen: true };
}

const pick = ({ rule, need, veto, attendance, weight, agrees, outcome, waits, keeps, signers }) => ({ rule: rule || "all", need, veto, attendance, weight, agrees, outcome, waits, keeps, signers });

function repeated(element, loop, given, writer) {
  return { id: "joint", label: say("重复", "Repetition"), entries: [
    feel({ id: "loop-condition", element, label: say("什么情况下再做一次", "Again while"), variables: given.names,
      getValue: () => loop.get("loopCondition")?.get("body") || "", setValue: (value) => writer.write(element, [[loop, { loopCondition: writer.expression(loop, value) }]]) }),
    text({ id: "loop-maximum", element, label: say("最多几次", "At most how often"), getValue: () => String(loop.get("loopMaximum") ?? ""),
      setValue: (value) => writer.write(element, [[loop, { loopMaximum: /^\d+$/.test(value) ? Number(value) : undefined }]]) }),
  ] };
}
