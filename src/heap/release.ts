/**
 * Gives the columns' memory back at once. The collector sees only the small objects in front of them and would wait
 * until after the next hundreds of megabytes were asked for. Shared columns stay: another thread may look at them.
 */
export function release(columns: readonly ArrayBufferView[]): void {
  for (const { buffer } of columns) if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
