/** Logs of a run: tables and TensorBoard's event files. */
export { LOG_OPTIONS, type LogOptions, RunLogs } from './run-logs';
