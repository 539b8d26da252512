"""BPMN's small signs, as paths around 0,0. Stroked unless the name says filled."""

EVENTS = {  # event -> (path, is it filled when thrown)
    "timer": ("M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M0-4.6V0L3.4 2M0-7v1.6M0 7V5.4M-7 0h1.6M7 0H5.4", False),
    "message": ("M-7-4.8H7V4.8H-7zM-7-4.8L0 1L7-4.8", True),
    "signal": ("M0-6.6L6.8 5H-6.8z", True),
    "error": ("M-6.4 5.6L-2.6-5.6L2.2 1.6L6.4-5.6L2.6 5.8L-2.2-1.4z", True),
    "escalation": ("M0-7L5 6L0 1.4L-5 6z", True),
    "conditional": ("M-5-7H5V7H-5zM-3-3.6H3M-3 0H3M-3 3.6H3", False),
    "compensate": ("M0-5L-7 0L0 5zM7-5L0 0L7 5z", True),
    "cancel": ("M-5.4-3.2L-3.2-5.4L0-2.2L3.2-5.4L5.4-3.2L2.2 0L5.4 3.2L3.2 5.4L0 2.2L-3.2 5.4L-5.4 3.2L-2.2 0z", True),
    "link": ("M-6.6-2.6H1.4V-5.8L7 0L1.4 5.8V2.6H-6.6z", True),
    "multiple": ("M0-6.8L6.6-2L4 5.8H-4L-6.6-2z", True),
    "parallelMultiple": ("M-2-6.6H2V-2H6.6V2H2V6.6H-2V2H-6.6V-2H-2z", True),
}
TERMINATE = "M-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0"
GATEWAYS = {
    "exclusiveGateway": "M-5-5L5 5M5-5L-5 5",
    "parallelGateway": "M0-8V8M-8 0H8",
    "inclusiveGateway": "M-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0",
    "complexGateway": "M0-8V8M-8 0H8M-5.6-5.6L5.6 5.6M5.6-5.6L-5.6 5.6",
}
RING = "M-9.6 0a9.6 9.6 0 1 0 19.2 0a9.6 9.6 0 1 0-19.2 0"
INNER_RING = "M-7.4 0a7.4 7.4 0 1 0 14.8 0a7.4 7.4 0 1 0-14.8 0"
PENTAGON = "M0-4.8L4.6-1.5L2.8 3.9H-2.8L-4.6-1.5z"
CROSS = "M-1.5-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5V-1.5H-1.5z"
TASKS = {  # in a square of 14
    "userTask": "M-2.8-3.4a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0M-6 6V3.6C-6 1-4 0-2.4 0H2.4C4 0 6 1 6 3.6V6z",
    "serviceTask": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M-1.6 0a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0"
    "M0-6.6V-4.5M0 4.5V6.6M-6.6 0H-4.5M4.5 0H6.6M-4.7-4.7L-3.2-3.2M3.2 3.2L4.7 4.7M-4.7 4.7L-3.2 3.2M3.2-3.2L4.7-4.7",
    "scriptTask": "M-3-6.5H6C2-2.5 7 1.5 3.5 6.5H-5.5C-2 1.5-7-2.5-3-6.5zM-2-3H3M-1.4 0H3.8M-2.4 3H3",
    "businessRuleTask": "M-6.5-5H6.5V5H-6.5zM-6.5-1.8H6.5M-6.5 1.6H6.5M-2.4-1.8V5",
    "sendTask": "M-6.5-4.5H6.5V4.5H-6.5zM-6.5-4.5L0 1L6.5-4.5",
    "receiveTask": "M-6.5-4.5H6.5V4.5H-6.5zM-6.5-4.5L0 1L6.5-4.5",
    "manualTask": "M-6-1V5.5H2C5.5 5.5 6 4.5 6 3.5C6 .5 6-1.5 4-1.5H-1L2-4.5C2.4-5.4 1.4-6 .6-5.4L-6-1z",
}
MARKERS = {  # at the foot of an activity, in a square of 12
    "parallel": "M-4-5V5M0-5V5M4-5V5",
    "sequential": "M-5-4H5M-5 0H5M-5 4H5",
    "loop": "M-2.4 4.4A5 5 0 1 1 2.6 4.2M-5.6 5.4L-2.2 4.6L-2.8 1.2",
    "collapsed": "M-5.5-5.5H5.5V5.5H-5.5zM0-3V3M-3 0H3",
    "adHoc": "M-5 1C-3-3-1.6-2.6 0 0S3 3 5-1",
    "compensation": "M0-4L-5.6 0L0 4zM5.6-4L0 0L5.6 4z",
}
DATA_IN = "M-6-2.4H1V-5.4L6.4 0L1 5.4V2.4H-6z"
TRIANGLE = "M0-7.6L8 6.4H-8z"
TICK = "M-3.6 0l2.6 2.8 4.6-5.2"
OCTAGON = "M-4-9h8l5 5v8l-5 5h-8l-5-5v-8z"
BARS = "M-2.6-4V4M2.6-4V4"
