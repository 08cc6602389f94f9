import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import type { QueryString } from '../query/json-parameter';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { NewSharedView, SharedView, SharedViewChange, SharedViews, VIEWED_TABLES } from './shared-view.record';
import { SharedViewsService } from './shared-views.service';

/** Views of the scan log and of the dataset list that have more readers than their author. */
@ApiTags('views')
@SignedIn()
@Controller('api/v4/views')
export class SharedViewsController {
  constructor(private readonly views: SharedViewsService) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Views of one table that the caller may open, and where they may put new ones' })
  @Asks('table')
  @Answers(SharedViews)
  list(@Query() query: QueryString, @CallerOf() caller: Caller): Promise<SharedViews> {
    const table = VIEWED_TABLES.find((one) => one === query['table']);
    if (!table) throw invalid(`table must be one of ${VIEWED_TABLES.join(', ')}`);
    return this.views.list(table, caller);
  }
  @Post()
  @ApiOperation({ summary: 'Shares a view with a group, or proposes it for an instrument in place of the one before' })
  @Takes(NewSharedView)
  @Answers(SharedView, 201)
  create(@Body() body: unknown, @CallerOf() caller: Caller): Promise<SharedView> {
    return this.views.create(checked(NewSharedView, body), caller);
  }
  @Patch(':viewId')
  @ApiOperation({ summary: 'Changes a view; 409 when somebody was quicker' })
  @Names('viewId')
  @Takes(SharedViewChange)
  @Answers(SharedView)
  change(@Param('viewId') id: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<SharedView> {
    return this.views.change(id, checked(SharedViewChange, body), caller);
  }
  @Delete(':viewId')
  @Names('viewId')
  @Answers(SharedView)
  remove(@Param('viewId') id: string, @CallerOf() caller: Caller): Promise<SharedView> {
    return this.views.remove(id, caller);
  }
}
