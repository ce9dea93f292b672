package dev.gapless.live.interest;

import dev.gapless.common.message.WatchedStreamsRequest;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.ChannelOpener;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** Tells the scheduler which channels clients of this replica hear. Says nothing while there are none. */
final class InterestReporter {

    private final ChannelOpener channels;
    private final RestClient scheduler;
    private final String replica;

    InterestReporter(ChannelOpener channels, RestClient scheduler, String replica) {
        this.channels = channels;
        this.scheduler = scheduler;
        this.replica = replica;
    }

    /** @throws org.springframework.web.client.RestClientException when the scheduler does not answer */
    void report() {
        List<StreamId> heard = channels.heard();
        for (int from = 0; from < heard.size(); from += WatchedStreamsRequest.MAX) {
            int to = Math.min(heard.size(), from + WatchedStreamsRequest.MAX);
            scheduler
                    .post()
                    .uri("/internal/v1/watched-streams")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new WatchedStreamsRequest(replica, heard.subList(from, to)))
                    .retrieve()
                    .toBodilessEntity();
        }
    }
}
