package dev.gapless.simulation.mutants;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.StreamPlan;
import dev.gapless.simulation.core.ComponentFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a capture can do wrong. */
final class CaptureBugs {

    private static final RecordPlace NOWHERE = new RecordPlace(0, 0);

    private CaptureBugs() {}

    /** Says of each record, or of a failed one, that the log has it. */
    static ComponentFactory acknowledges(boolean atOnce) {
        return sending(log -> new Through(log) {
            @Override
            public void captured(CapturedRecord item, SendCallback done) {
                if (atOnce) {
                    log.captured(item, (place, failure) -> {});
                    done.done(NOWHERE, null);
                } else {
                    log.captured(item, (place, failure) -> done.done(place == null ? NOWHERE : place, null));
                }
            }
        });
    }

    /** The mark is where the latest acknowledgement is, not before the lowest that is missing. */
    static ComponentFactory latestAcknowledgement() {
        return sending(log -> new Through(log) {
            private final List<SendCallback> waiting = new ArrayList<>();

            @Override
            public void captured(CapturedRecord item, SendCallback done) {
                waiting.add(done);
                log.captured(item, (place, failure) -> {
                    int at = waiting.indexOf(done);
                    List<SendCallback> before = List.copyOf(waiting.subList(0, at + 1));
                    waiting.subList(0, at + 1).clear();
                    before.forEach(each -> each.done(place == null ? NOWHERE : place, null));
                });
            }
        });
    }

    /** @param end of the report's claim and when it was sent, both in µs: where it says that it ends */
    static ComponentFactory reporting(LongBinaryOperator end, boolean onlyClosed) {
        return sending(log -> new Through(log) {
            @Override
            public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
                long sent = MicrosecondTime.of(report.at());
                boolean bent = report.to() > report.from() && !(onlyClosed && report.open());
                long to = bent ? Math.max(report.to(), end.applyAsLong(report.to(), sent)) : report.to();
                log.coverage(ReportsWith.end(report, to), done);
            }
        });
    }

    private static ComponentFactory sending(UnaryOperator<CapturePublisher> bug) {
        return new ComponentFactory() {
            @Override
            public CapturePublisher captured(CapturePublisher log) {
                return bug.apply(log);
            }
        };
    }

    /** The window begins when the connection is there, before the source has confirmed anything. */
    static ComponentFactory startsAtConnect() {
        return speaking(session -> new Speaking(session) {
            private long connected;

            @Override
            public List<LiveEffect> opened(Instant at) {
                connected = MicrosecondTime.of(at);
                return super.opened(at);
            }

            @Override
            LiveEffect bent(LiveEffect effect, Instant at) {
                return effect instanceof LiveEffect.OpenWindow opened
                        ? new LiveEffect.OpenWindow(
                                opened.stream(),
                                Math.min(opened.from(), connected),
                                opened.evidence(),
                                opened.generation(),
                                opened.frontier())
                        : effect;
            }
        });
    }

    /** @param end of the claim and the present, both in µs: where it says that it ends */
    static ComponentFactory claiming(LongBinaryOperator end) {
        return speaking(session -> new Speaking(session) {
            @Override
            LiveEffect bent(LiveEffect effect, Instant at) {
                return effect instanceof LiveEffect.AdvanceCoverage claim
                        ? new LiveEffect.AdvanceCoverage(
                                claim.stream(), end.applyAsLong(claim.to(), MicrosecondTime.of(at)), claim.anchors())
                        : effect;
            }
        });
    }

    /** That the connection is still there is taken for the source's word. */
    static ComponentFactory trustsSilence() {
        return speaking(session -> new Speaking(session) {
            private boolean open;

            @Override
            LiveEffect bent(LiveEffect effect, Instant at) {
                open |= effect instanceof LiveEffect.OpenWindow;
                return effect;
            }

            @Override
            public List<LiveEffect> tick(Instant at) {
                List<LiveEffect> effects = new ArrayList<>(super.tick(at));
                if (open) {
                    effects.add(new LiveEffect.AdvanceCoverage(null, MicrosecondTime.of(at) - 500_000, List.of()));
                }
                return effects;
            }
        });
    }

    /** A window that is told to be there is believed, and a connection on which nothing is proven is kept. */
    static ComponentFactory believesWhatStandsStill() {
        return new ComponentFactory() {
            @Override
            public LiveSession session(Connector source, String account) {
                return new Speaking(super.session(source, account)) {
                    @Override
                    LiveEffect bent(LiveEffect effect, Instant at) {
                        return effect;
                    }

                    @Override
                    public List<LiveEffect> tick(Instant at) {
                        return super.tick(at).stream()
                                .filter(effect -> !(effect instanceof LiveEffect.Reconnect))
                                .toList();
                    }
                };
            }

            @Override
            public StreamPlan plan(
                    GapPlanner planner, FollowedStream stream, Entry answer, List<GapRow> gaps, Instant now) {
                Double age = answer.liveAge();
                Long reached = answer.liveTo();
                StreamPlan plan = super.plan(planner, stream, answer, gaps, now);
                return age == null || reached == null || age > 10
                        ? plan
                        : SchedulerBugs.without(plan, open -> open.range().from() >= reached);
            }
        };
    }

    private static ComponentFactory speaking(Function<LiveSession, LiveSession> bug) {
        return new ComponentFactory() {
            @Override
            public LiveSession session(Connector source, String account) {
                return bug.apply(super.session(source, account));
            }
        };
    }

    /** Passes everything on. */
    private static class Through implements CapturePublisher {

        final CapturePublisher log;

        Through(CapturePublisher log) {
            this.log = log;
        }

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
            log.coverage(report, done);
        }

        @Override
        public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
            log.retract(retraction, done);
        }
    }

    /** Bends what a session wants. */
    private abstract static class Speaking implements LiveSession {

        private final LiveSession session;

        Speaking(LiveSession session) {
            this.session = session;
        }

        abstract LiveEffect bent(LiveEffect effect, Instant at);

        private List<LiveEffect> bent(List<LiveEffect> effects, Instant at) {
            return effects.stream().map(effect -> bent(effect, at)).toList();
        }

        @Override
        public List<LiveEffect> opened(Instant at) {
            return bent(session.opened(at), at);
        }

        @Override
        public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
            return bent(session.frame(message, receivedAt), receivedAt);
        }

        @Override
        public List<LiveEffect> alive(Instant receivedAt) {
            return bent(session.alive(receivedAt), receivedAt);
        }

        @Override
        public List<LiveEffect> tick(Instant at) {
            return bent(session.tick(at), at);
        }

        @Override
        public List<LiveEffect> state(StreamStateResponse state, Instant at) {
            return bent(session.state(state, at), at);
        }
    }
}
