/**
 * Does work for 0 to `count` − 1, some at once. After an error nothing new begins; it is thrown when the work under
 * way is done.
 */
export async function eachOf(
  count: number,
  atOnce: number,
  work: (i: number) => Promise<void>
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      try {
        await work(i);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, lane));
  const failed = lanes.find((done) => done.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}
