import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { Answers } from '../schema/openapi';
import { Notification, Notifications } from './notifications.service';

@ApiTags('notifications')
@Controller('api/v4/notifications')
export class NotificationsController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @SignedIn()
  @ApiOperation({ summary: 'Warnings for the caller and their groups: data that open soon' })
  @Answers([Notification])
  list(@CallerOf() caller: Caller): Promise<Notification[]> {
    return this.notifications.list(caller);
  }
}
