/** Calls, ports, services and attachments typed for the phone itself. */
import type { Attachment, AttachmentEvent, Attachments } from '../mux/attachments.ts';
import type { DeviceCall, DevicePort, ServiceHandler } from './device-port.ts';
import type { SimulatedDevice } from './simulated-device.ts';

export type PhoneCall = DeviceCall<SimulatedDevice>;
export type PhonePort = DevicePort<SimulatedDevice>;
export type PhoneService = ServiceHandler<SimulatedDevice>;
export type PhoneAttachment = Attachment<SimulatedDevice>;
export type PhoneAttachmentEvent = AttachmentEvent<SimulatedDevice>;
export type PhoneAttachments = Attachments<SimulatedDevice>;
