package dev.gapless.scheduler.interest;

import dev.gapless.common.message.WatchedStreamsRequest;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.scheduler.time.DatabaseClock;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hears from live services which streams their clients hear. */
@RestController
class WatchedStreamResource {

    private final WatchedStreamLedger ledger;
    private final DatabaseClock clock;

    WatchedStreamResource(WatchedStreamLedger ledger, DatabaseClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @PostMapping("/internal/v1/watched-streams")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void report(@RequestBody WatchedStreamsRequest request) {
        if (request.streams().size() > WatchedStreamsRequest.MAX) {
            throw ApiProblem.badRequest(
                    "streams: %d (expected: at most %d)"
                            .formatted(request.streams().size(), WatchedStreamsRequest.MAX),
                    "Send them in parts.");
        }
        ledger.watch(request.replica(), request.streams(), clock.instant());
    }
}
