import type { User, UserSettings } from './user.record';

/** Account, identity and settings in the form that SciCat's clients read; never with the hash. */
export const scicatUserOf = ({ _id, username, email = '', emailVerified, authStrategy }: User) => ({
  _id,
  id: _id,
  username,
  email,
  authStrategy,
  ...(emailVerified !== undefined && { emailVerified }),
});

export const identityOfUser = (user: User, groups: readonly string[]) => ({
  _id: user._id,
  id: user._id,
  userId: user._id,
  authStrategy: user.authStrategy,
  provider: user.authStrategy,
  externalId: user.externalId ?? user.username,
  credentials: {},
  created: user.createdAt,
  modified: user.updatedAt,
  profile: {
    displayName: user.displayName ?? user.username,
    email: user.email ?? '',
    username: user.username,
    thumbnailPhoto: '',
    id: user.externalId ?? user._id,
    emails: user.email === undefined ? [] : [{ value: user.email }],
    accessGroups: groups,
  },
});

export const settingsOf = ({ _id, userId, datasetCount, jobCount, externalSettings = {} }: UserSettings) => ({
  _id,
  id: _id,
  userId,
  datasetCount,
  jobCount,
  externalSettings,
});
