/** What TensorFlow and Node say when there is no memory. */
const NO_MEMORY =
  /OOM when allocating|out of memory|bad_alloc|cannot allocate memory|Array buffer allocation failed/i;

/** Whether a message of an error says that memory ran out. */
export function isOutOfMemory(message: string): boolean {
  return NO_MEMORY.test(message);
}
