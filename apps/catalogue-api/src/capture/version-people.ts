import { Injectable } from '@nestjs/common';
import { UsersService } from '../users/users.service';
import type { CaptureVersionHead } from './capture.shapes';

const accountsOf = ({ createdBy, updatedBy, checkedBy, activatedBy, schedule }: CaptureVersionHead): string[] =>
  [createdBy, updatedBy, checkedBy, activatedBy, schedule?.by].filter((one) => one !== undefined);

/** Who the people are behind the accounts that a version names. */
@Injectable()
export class VersionPeople {
  constructor(private readonly users: UsersService) {}

  async named<T extends CaptureVersionHead>(versions: readonly T[]): Promise<T[]> {
    const known = await this.users.namesByAccount(versions.flatMap(accountsOf));
    return versions.map((version) => ({
      ...version,
      names: Object.fromEntries([...known].filter(([account]) => accountsOf(version).includes(account))),
    }));
  }
  async namedOne<T extends CaptureVersionHead>(version: T): Promise<T> {
    const [named] = await this.named([version]);
    return named as T;
  }
}
