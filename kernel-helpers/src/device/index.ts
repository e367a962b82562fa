/** Whether a device computes what it should: checks, and their report. */
export { checkDevice, type CheckedDevice, type DeviceOptions, type DeviceProgress } from './check-device';
export { type DeviceCheck, type DeviceReport, deviceTable } from './report';
