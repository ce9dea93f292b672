package dev.gapless.live.interest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.live.ChannelName;
import dev.gapless.common.message.WatchedStreamsRequest;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.ChannelListener;
import dev.gapless.live.history.MemoryOnlyLog;
import dev.gapless.live.history.OpenedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

class InterestReporterTest {

    private static final ChannelListener NOBODY = channel -> {};

    @Test
    void what_is_heard_is_told_in_parts_and_what_was_left_or_only_written_is_not() throws Exception {
        JsonMapper json = new JsonMapper();
        List<WatchedStreamsRequest> told = new CopyOnWriteArrayList<>();
        HttpServer scheduler = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        scheduler.createContext("/internal/v1/watched-streams", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                told.add(json.readValue(new String(body, UTF_8), WatchedStreamsRequest.class));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        scheduler.start();
        try {
            MemoryOnlyLog log = new MemoryOnlyLog();
            InterestReporter reporter = new InterestReporter(
                    log.opener(),
                    RestClient.create(
                            "http://127.0.0.1:" + scheduler.getAddress().getPort()),
                    "replica");
            log.append(ChannelName.parse("s/written/t"), 1, 1);
            reporter.report();
            assertThat(told).isEmpty();

            List<OpenedChannel> opened = new ArrayList<>();
            for (int account = 0; account < WatchedStreamsRequest.MAX + 2; account++) {
                opened.add(log.opener()
                        .open(ChannelName.parse("s/a" + account + "/t"), null, NOBODY)
                        .orElseThrow());
            }
            opened.removeLast().close();
            reporter.report();
            assertThat(told).extracting(WatchedStreamsRequest::replica).containsExactly("replica", "replica");
            assertThat(told)
                    .extracting(request -> request.streams().size())
                    .containsExactly(WatchedStreamsRequest.MAX, 1);
            assertThat(told.stream().flatMap(request -> request.streams().stream()))
                    .doesNotHaveDuplicates()
                    .doesNotContain(new StreamId("s", "a" + (WatchedStreamsRequest.MAX + 1), "t"));
        } finally {
            scheduler.stop(0);
        }
    }
}
