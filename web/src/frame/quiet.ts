/** How long commands are ignored after what they would act on has changed (Q9). */
const QUIET_MS = 400;

let changedAt = 0;

/** The focus has moved, or something else stands where something stood: what was typed before is not about it. */
export function focusMoved(): void {
  changedAt = performance.now();
}

/** Whether an event may decide: made by a person, once, and after what it acts on was there for a moment. */
export function mayAct(event: Event): boolean {
  if (!event.isTrusted || (event instanceof KeyboardEvent && (event.repeat || event.isComposing)))
    return false;
  return event.timeStamp - changedAt >= QUIET_MS;
}
