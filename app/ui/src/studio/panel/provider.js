// Which questions the panel asks of which element.
import { Group, ListGroup } from "@bpmn-io/properties-panel";
import { say } from "../say.js";
import { note } from "./entries.js";
import { eventGroup, flowGroup, gatewayGroup, messageOfTask } from "./events.js";
import { foreignGroup } from "./foreign.js";
import { jointGroup } from "./joint.js";
import { approvals, laneGroup, named, taskGroup } from "./people.js";
import { branchGroup, callGroup, clockGroup, decisionGroup, dutyGroup, formGroup, limitGroup, moreOfTask, powerGroup, scriptGroup, stageGroup } from "./work.js";
import { Writer, getBusinessObject, is, subject } from "./writing.js";

const HUMAN = ["bpmn:UserTask", "bpmn:ManualTask"];

export const provider = (given) => (element, injector) => groupsOf(element, given, new Writer(injector)).filter(Boolean);

function groupsOf(element, given, writer) {
  const object = getBusinessObject(element);
  const shown = (group) => group && { component: Group, ...group };
  const general = [shown({ id: "general", label: say("名称", "Name"), shouldOpen: true, entries: named(element, writer) })];
  const pool = is(element, "bpmn:Participant") || is(element, "bpmn:Process");
  if (pool && subject(element)) return [...general, shown(powerGroup(element, given, writer)), { component: ListGroup, ...approvals(element, given, writer) }, foreignGroup(element, writer), ids(element)];
  if (is(element, "bpmn:Collaboration")) return [shown({ id: "none", label: say("流程图", "Flowchart"), shouldOpen: true, entries: [note({ id: "none-note", label: say("点一个环节、连线、泳道或泳池，在这里写它的含义。点泳池的左边写权力编码和时限。", "Click a step, a way, a lane or the pool to say here what it means. The pool holds the power's code and limits.") })] })];
  if (is(element, "bpmn:Lane")) return [...general, shown(laneGroup(element, given, writer)), ids(element)];
  if (is(element, "bpmn:SequenceFlow")) return [...general, shown(flowGroup(element, given, writer)), foreignGroup(element, writer), ids(element)];
  if (!is(element, "bpmn:FlowNode")) return [...general, ids(element)];
  const human = HUMAN.some((type) => is(object, type)) || object.$type === "bpmn:Task";
  const activity = is(object, "bpmn:Activity");
  const fork = is(object, "bpmn:ExclusiveGateway") || is(object, "bpmn:InclusiveGateway");
  const triggers = object.get("eventDefinitions") ?? [];
  const starts = (is(object, "bpmn:StartEvent") && !triggers.length) || triggers.some((one) => is(one, "bpmn:MessageEventDefinition"));
  return [
    ...general,
    object.$type === "bpmn:Task" && shown({ id: "kind", label: say("这是什么环节", "What kind of step"), shouldOpen: true, entries: [note({ id: "kind-note", label: say("用扳手把它改成“人工任务”“决策表”或“计算”，说明由谁来做。", "Turn it by the spanner into a user task, a decision table or a calculation.") })] }),
    human && shown(taskGroup(element, given, writer)),
    (human || starts) && shown(formGroup(element, given, writer)),
    human && shown(limitGroup(element, given, writer)),
    is(object, "bpmn:BusinessRuleTask") && shown(decisionGroup(element, given, writer)),
    is(object, "bpmn:ScriptTask") && shown(scriptGroup(element, given, writer)),
    is(object, "bpmn:SubProcess") && object.get("triggeredByEvent") && shown(branchGroup(element, given, writer)),
    is(object, "bpmn:CallActivity") && shown(callGroup(element, given, writer)),
    (is(object, "bpmn:SendTask") || is(object, "bpmn:ReceiveTask")) && shown(messageOfTask(element, given, writer)),
    is(object, "bpmn:Event") && shown(eventGroup(element, given, writer)),
    fork && shown(gatewayGroup(element, given, writer)),
    activity && shown(jointGroup(element, given, writer)),
    shown(stageGroup(element, given, writer)),
    shown(clockGroup(element, given, writer)),
    human && shown(dutyGroup(element, given, writer)),
    human && shown(moreOfTask(element, given, writer)),
    foreignGroup(element, writer),
    ids(element),
  ];
}

// The id stands where it can be read: findings and tests name elements by it.
const ids = (element) => ({ id: "id", component: Group, label: say("编号", "Id"), entries: [note({ id: "id-note", label: getBusinessObject(element).id })] });
