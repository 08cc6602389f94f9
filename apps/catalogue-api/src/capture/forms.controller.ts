import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../access';
import { checked } from '../schema/checked';
import { Answers, Asks, Names, Takes } from '../schema/openapi';
import { FormsService } from './forms.service';
import { FormSubmission, NewFormSubmission } from './forms.shapes';

@ApiTags('capture')
@Controller('api/v4/capture/:beamline/forms')
@SignedIn()
export class FormsController {
  constructor(private readonly forms: FormsService) {}

  @Get()
  @Names('beamline')
  @Asks('proposalId')
  @ApiOperation({ summary: 'Forms that were sent, newest first, with what became of them' })
  @Answers([FormSubmission])
  list(
    @Param('beamline') beamline: string,
    @Query('proposalId') proposalId: unknown,
    @CallerOf() caller: Caller,
  ): Promise<FormSubmission[]> {
    if (proposalId !== undefined && typeof proposalId !== 'string') throw invalid('proposalId may be given once');
    return this.forms.list(beamline, proposalId, caller);
  }

  @Post()
  @Names('beamline')
  @Takes(NewFormSubmission)
  @Answers(FormSubmission, 201)
  submit(
    @Param('beamline') beamline: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<FormSubmission> {
    return this.forms.submit(beamline, checked(NewFormSubmission, body), caller);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Names('beamline', 'id')
  @Answers(FormSubmission)
  retry(
    @Param('beamline') beamline: string,
    @Param('id') id: string,
    @CallerOf() caller: Caller,
  ): Promise<FormSubmission> {
    return this.forms.retry(beamline, id, caller);
  }

  @Delete(':id')
  @Names('beamline', 'id')
  @ApiOperation({ summary: 'Scans to come do not get it any more' })
  @Answers(FormSubmission)
  close(
    @Param('beamline') beamline: string,
    @Param('id') id: string,
    @CallerOf() caller: Caller,
  ): Promise<FormSubmission> {
    return this.forms.close(beamline, id, caller);
  }
}
