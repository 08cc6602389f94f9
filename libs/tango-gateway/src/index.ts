export * from './gateway';
export { gatewayHandler, RemoteGateway } from './remote';
export { summarised, type Summary, WHOLE_LIST } from './summary';
export type { Unsubscribe } from './subscriptions';
export { errorText } from './tangogql-answers';
export { TangoGqlGateway, type TangoGqlOptions } from './tangogql-gateway';
