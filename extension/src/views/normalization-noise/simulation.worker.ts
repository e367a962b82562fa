/** Runs simulations beside the page, so that drawing random numbers never delays a frame. */
import { SimulationJob, type SimulationNews, type SimulationOrder } from './simulation-job';

/** A few milliseconds' work: orders are heard between portions. */
const PORTION = 100_000;
/** Milliseconds between two pieces of news: more often than anybody can read would only keep the page busy. */
const NEWS_INTERVAL = 120;

let job: SimulationJob | null = null;
let number = 0;
let isPaused = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let told = 0;

self.addEventListener('message', ({ data }: MessageEvent<SimulationOrder>) => {
  clearTimeout(timer);
  if (data.action === 'start') {
    job = new SimulationJob(data.requests);
    number = data.job;
    told = performance.now();
  }
  isPaused = data.action === 'pause';
  if (isPaused) {
    tell();
  } else {
    work();
  }
});

function work(): void {
  if (!job || isPaused) {
    return;
  }
  const done = job.advance(PORTION);
  if (done || performance.now() - told >= NEWS_INTERVAL) {
    tell();
  }
  if (!done) {
    timer = setTimeout(work);
  }
}

function tell(): void {
  if (job) {
    told = performance.now();
    const news: SimulationNews = { job: number, progress: job.progress, results: job.results() };
    self.postMessage(news);
  }
}
