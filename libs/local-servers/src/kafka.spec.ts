import { clusterIdOf } from './kafka';

describe('the cluster id of Kafka', () => {
  it('is the UUID in base64 for addresses', () => {
    expect(clusterIdOf('00000000-0000-4000-8000-000000000001')).toBe('AAAAAAAAQACAAAAAAAAAAQ');
  });

  it('never begins with what a command takes for an option', () => {
    expect(clusterIdOf('f8000000-0000-4000-8000-000000000001')).toBe('AAAAAAAAQACAAAAAAAAAAQ');
  });
});
