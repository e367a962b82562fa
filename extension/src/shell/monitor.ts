/** What the monitor's panel needs, loaded when it is opened. */
export { MonitorPanel } from './monitor-panel';
export { RunFollower } from './run-follower';
