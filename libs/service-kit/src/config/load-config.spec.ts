import * as field from '../shape/field';
import { ConfigError, describeConfig, environmentName, loadConfig } from './load-config';

class Settings {
  @field.integer({ min: 1, max: 65535, description: 'Port to listen on' })
  port = 3000;
  @field.text({ required: true, minLength: 1 })
  mongodbUri!: string;
  @field.text({ minLength: 32 })
  jwtSecret?: string;
  @field.yesNo()
  rawReadOnly = false;
  @field.textList()
  adminGroups: string[] = ['admin'];
  @field.text({ oneOf: ['info', 'warn'] })
  logLevel = 'info';
}

describe('loadConfig', () => {
  it('takes defaults from initialisers and reads numbers, yes/no and lists', () => {
    expect(loadConfig(Settings, { MONGODB_URI: 'mongodb://db' })).toEqual({
      port: 3000,
      mongodbUri: 'mongodb://db',
      rawReadOnly: false,
      adminGroups: ['admin'],
      logLevel: 'info',
    });
    const given = { MONGODB_URI: 'm', PORT: ' 8080 ', RAW_READ_ONLY: 'Yes', ADMIN_GROUPS: 'a, b,,c' };
    expect(loadConfig(Settings, given)).toMatchObject({ port: 8080, rawReadOnly: true, adminGroups: ['a', 'b', 'c'] });
  });

  it('reads an empty value as not set, and for a list as the empty list', () => {
    const config = loadConfig(Settings, { MONGODB_URI: 'm', PORT: '', LOG_LEVEL: '', ADMIN_GROUPS: '' });
    expect(config).toMatchObject({ port: 3000, logLevel: 'info', adminGroups: [] });
  });

  it('reports all faults together, by name and never by value', () => {
    const secret = 'hunter2-is-too-short';
    const env = { PORT: 'eighty-eighty', JWT_SECRET: secret, RAW_READ_ONLY: 'perhaps', LOG_LEVEL: 'shouting' };
    let fault: unknown;
    try {
      loadConfig(Settings, env);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(ConfigError);
    const { message } = fault as ConfigError;
    expect(message).toContain('PORT must be a number');
    expect(message).toContain('MONGODB_URI is missing');
    expect(message).toContain('JWT_SECRET must be longer than or equal to 32 characters');
    expect(message).toContain('RAW_READ_ONLY must be yes or no');
    expect(message).toContain('LOG_LEVEL must be one of');
    for (const value of Object.values(env)) expect(message).not.toContain(value);
  });

  it('names settings as the environment does and describes them for the handbook', () => {
    expect(environmentName('kafkaBrokers')).toBe('KAFKA_BROKERS');
    expect(describeConfig(Settings)[0]).toEqual({
      name: 'PORT',
      kind: 'whole number',
      required: false,
      initial: '3000',
      description: 'Port to listen on',
    });
    expect(describeConfig(Settings)[4]).toMatchObject({
      name: 'ADMIN_GROUPS',
      kind: 'comma-separated list',
      initial: 'admin',
    });
  });
});
