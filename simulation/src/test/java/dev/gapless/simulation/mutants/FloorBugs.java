package dev.gapless.simulation.mutants;

import dev.gapless.capture.delivery.CaptureCallback;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.Topics;
import dev.gapless.simulation.core.Core;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can go wrong between what is claimed and what is held. */
final class FloorBugs {

    private FloorBugs() {}

    static Core holdsWhatIsClaimed() {
        return new Core() {
            @Override
            public boolean holdsAtOnce() {
                return true;
            }
        };
    }

    static Core keepsWhatStandsOnLostRecords() {
        return new Core() {
            @Override
            public boolean cutsWhatStandsOnLostRecords() {
                return false;
            }
        };
    }

    static Core notesNoLostRecords() {
        return new Core() {
            @Override
            public boolean notesLostRecords() {
                return false;
            }
        };
    }

    static Core comparesWithARestoredLedger() {
        return new Core() {
            @Override
            public boolean comparesOnlyAWholeLedger() {
                return false;
            }
        };
    }

    static Core risesOverABreak() {
        return new Core() {
            @Override
            public boolean floorsRiseWithoutABreak() {
                return false;
            }
        };
    }

    static Core believesTheLogAlone() {
        return new Core() {
            @Override
            public boolean goesOnAtTheFloor() {
                return false;
            }
        };
    }

    static Core publishesWhatItDecidesAgain() {
        return new Core() {
            @Override
            public boolean knowsWhatIsPublished() {
                return false;
            }
        };
    }

    static Core doesNotLearnOfPartitions() {
        return new Core() {
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

    static Core capturesStandOn(UnaryOperator<List<RecordSpan>> bug) {
        return new Core() {
            @Override
            public Outbox captured(Outbox log) {
                return new Outbox() {
                    @Override
                    public void captured(CapturedRecord item, CaptureCallback done) {
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
                    public void doubt(CoverageDoubt doubt, Consumer<@Nullable Exception> done) {
                        log.doubt(doubt, done);
                    }
                };
            }
        };
    }

    static Core minesStandOn(UnaryOperator<List<RecordSpan>> bug) {
        return new Core() {
            @Override
            public dev.gapless.miner.delivery.Outbox delivered(dev.gapless.miner.delivery.Outbox log) {
                return parcel -> log.send(
                        parcel.topic().equals(Topics.COVERAGE)
                                ? new dev.gapless.miner.delivery.Outbox.Parcel(
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
