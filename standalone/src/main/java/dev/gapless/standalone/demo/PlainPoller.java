package dev.gapless.standalone.demo;

import dev.gapless.connector.Connector;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.standalone.check.NoticedVersions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is written without Gapless: each stream is asked for what is new, at a fixed interval. It knows no budget. After
 * a refusal or a failure it asks again at the next interval, from where it was.
 */
final class PlainPoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlainPoller.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Connector connector;
    private final Map<String, String> credentials;
    private final Duration interval;
    private final NoticedVersions noticed;
    private final Clock clock;
    private final ConcurrentMap<StreamId, Long> since = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closing;

    private PlainPoller(
            Connector connector,
            Map<String, String> credentials,
            Duration interval,
            NoticedVersions noticed,
            Clock clock) {
        this.connector = connector;
        this.credentials = credentials;
        this.interval = interval;
        this.noticed = noticed;
        this.clock = clock;
    }

    /**
     * @param connector of the source; its walks know the paging
     * @param credentials by account
     * @param streams to poll, from now on
     * @param noticed told each version that is seen
     */
    static PlainPoller start(
            Connector connector,
            Map<String, String> credentials,
            List<StreamId> streams,
            Duration interval,
            NoticedVersions noticed,
            Clock clock) {
        PlainPoller poller = new PlainPoller(connector, credentials, interval, noticed, clock);
        long now = MicrosecondTime.of(clock.instant());
        for (StreamId stream : streams) {
            poller.since.put(stream, now);
            var _ = poller.threads.submit(() -> poller.poll(stream));
        }
        return poller;
    }

    private void poll(StreamId stream) {
        long due = System.nanoTime();
        try {
            while (!closing) {
                try {
                    walk(stream);
                } catch (IOException e) {
                    LOG.info("plain-poll-failed stream={} cause={}", stream, e.toString());
                }
                due += interval.toNanos();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void walk(StreamId stream) throws IOException, InterruptedException {
        long from = since.getOrDefault(stream, 0L);
        long to = MicrosecondTime.of(clock.instant().plus(Duration.ofMinutes(1)));
        PageWalk walk = connector.walk(stream, MiningMode.INCREMENTAL, from, to, null);
        long reached = from;
        while (!closing) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(walk.next().uri())
                            .header("Authorization", "Bearer " + credentials.get(stream.account()))
                            .timeout(TIMEOUT)
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200
                    || !(walk.accept(answer.body(), Long.MAX_VALUE) instanceof PageStep.Page page)) {
                return;
            }
            Instant now = clock.instant();
            for (ListedItem item : page.items()) {
                long version = JsonMapper.shared()
                        .readTree(item.bytes())
                        .path("revision")
                        .asLong();
                noticed.notice(stream.account(), stream.stream(), item.itemId(), version, now);
                reached = Math.max(reached, item.position());
            }
            if (page.last()) {
                // what shares the last position may still come
                since.put(stream, reached);
                return;
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        threads.shutdownNow();
        threads.close();
        http.close();
    }
}
