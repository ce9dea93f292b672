package dev.gapless.miner.fetch;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts calls by what they came to. */
final class CountedFetch implements PageFetch {

    private final PageFetch calls;
    private final MeterRegistry meters;

    CountedFetch(PageFetch calls, MeterRegistry meters) {
        this.calls = calls;
        this.meters = meters;
    }

    @Override
    public FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most)
            throws InterruptedException {
        FetchResult fetched = calls.fetch(source, call, credential, most);
        meters.counter(
                        "gapless.upstream.calls",
                        "source",
                        source.spec().source(),
                        "path",
                        "http",
                        "result",
                        result(fetched.outcome()))
                .increment();
        return fetched;
    }

    private static String result(FetchOutcome outcome) {
        return switch (outcome) {
            case Answered answered -> "ok";
            case Throttled throttled -> "throttled";
            case Unauthorised unauthorised -> "client_error";
            case Absent absent -> "absent";
            case PermanentFault fault -> "client_error";
            case TooLong tooLong -> "client_error";
            case Withheld withheld -> "withheld";
            case TransientFault fault ->
                switch (fault.cause()) {
                    case SERVER -> "server_error";
                    case TIMEOUT -> "timeout";
                    case NETWORK -> "network";
                };
        };
    }
}
