package dev.gapless.simulation.mutants;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.TopicNames;
import dev.gapless.simulation.core.ComponentFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can go wrong between what is claimed and what is held. */
final class FloorBugs {

    private FloorBugs() {}

    static ComponentFactory holdsWhatIsClaimed() {
        return new ComponentFactory() {
            @Override
            public boolean holdsAtOnce() {
                return true;
            }
        };
    }

    static ComponentFactory keepsWhatStandsOnLostRecords() {
        return new ComponentFactory() {
            @Override
            public boolean cutsWhatStandsOnLostRecords() {
                return false;
            }
        };
    }

    static ComponentFactory notesNoLostRecords() {
        return new ComponentFactory() {
            @Override
            public boolean notesLostRecords() {
                return false;
            }
        };
    }

    static ComponentFactory risesOverABreak() {
        return new ComponentFactory() {
            @Override
            public boolean floorsRiseWithoutABreak() {
                return false;
            }
        };
    }

    static ComponentFactory believesTheLogAlone() {
        return new ComponentFactory() {
            @Override
            public boolean goesOnAtTheFloor() {
                return false;
            }
        };
    }

    static ComponentFactory publishesWhatItDecidesAgain() {
        return new ComponentFactory() {
            @Override
            public boolean knowsWhatIsPublished() {
                return false;
            }
        };
    }

    static ComponentFactory doesNotLearnOfPartitions() {
        return new ComponentFactory() {
            @Override
            public boolean learnsOfPartitions() {
                return false;
            }
        };
    }

    static List<RecordSpan> withoutBeginning(List<RecordSpan> spans) {
        return spans.stream()
                .map(span -> new RecordSpan(span.partition(), span.next(), span.next()))
                .toList();
    }

    static ComponentFactory capturesStandOn(UnaryOperator<List<RecordSpan>> bug) {
        return new ComponentFactory() {
            @Override
            public CapturePublisher captured(CapturePublisher log) {
                return new CapturePublisher() {
                    @Override
                    public void captured(CapturedRecord item, SendCallback done) {
                        log.captured(item, done);
                    }

                    @Override
                    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
                        log.deadLetter(source, letter, done);
                    }

                    @Override
                    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
                        log.coverage(report.standingOn(bug.apply(report.records())), done);
                    }

                    @Override
                    public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
                        log.retract(retraction, done);
                    }
                };
            }
        };
    }

    static ComponentFactory minesStandOn(UnaryOperator<List<RecordSpan>> bug) {
        return new ComponentFactory() {
            @Override
            public dev.gapless.miner.delivery.RecordPublisher delivered(
                    dev.gapless.miner.delivery.RecordPublisher log) {
                return parcel -> log.send(
                        parcel.topic().equals(TopicNames.COVERAGE)
                                ? new dev.gapless.miner.delivery.RecordPublisher.OutgoingRecord(
                                        parcel.topic(), parcel.key(), parcel.headers(), bent(parcel.value(), bug))
                                : parcel);
            }
        };
    }

    private static byte[] bent(byte[] report, UnaryOperator<List<RecordSpan>> bug) {
        CoverageReport told = CoverageReport.fromBytes(report);
        return told.standingOn(bug.apply(told.records())).toBytes();
    }
}
