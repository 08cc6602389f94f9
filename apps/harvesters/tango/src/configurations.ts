import { type CaptureActivated, parseEvent, TopicCopy, type TopicCopyOptions } from '@scizoo/messaging';

/** What each beamline records, from Kafka; current within a moment, the last known one on disk. */
export function openConfigurations(
  options: Omit<TopicCopyOptions<CaptureActivated>, 'read'>,
): Promise<TopicCopy<CaptureActivated>> {
  return TopicCopy.open<CaptureActivated>({
    ...options,
    read: (beamline, value, before) => {
      try {
        const event = parseEvent(value);
        if (event.type === 'org.scizoo.capture.activated.v1') return event.data as CaptureActivated;
      } catch (error) {
        const { message: reason } = error as Error;
        options.logger.error({ beamline, reason }, 'configuration not understood, the one before stays');
      }
      return before;
    },
  });
}
