/** The switches: which decision is off, and which ones were asked since last time. */
const state = { off: new Set(), asked: new Set() };
globalThis.accessSites = state;
globalThis.isAccessOff = (id) => {
  state.asked.add(id);
  return state.off.has(id);
};
