package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * A plain pooled client. It fetches the pages of all credentials again and again, each credential in a thread of its
 * own, and gives their bodies to a reader.
 */
final class BareClient implements AutoCloseable {

    /** What is done with the body of a page. */
    @FunctionalInterface
    interface PageReader {

        /** It is dropped. */
        PageReader NONE = (account, body) -> {};

        void read(String account, byte[] body) throws InterruptedException, ExecutionException;
    }

    private final CloseableHttpClient http;
    private final PageReader reader;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean closing;

    private BareClient(int connections, PageReader reader) {
        this.reader = reader;
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(connections)
                        .setMaxConnPerRoute(connections)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    /** The pages' addresses are found by a first walk, which is over when this returns. */
    static BareClient start(Connector source, int credentials, PageReader reader) {
        BareClient client = new BareClient(credentials, reader);
        for (int number = 0; number < credentials; number++) {
            String account = LimitedSandbox.account(number);
            String credential = "Bearer " + LimitedSandbox.credential(account);
            List<URI> pages = client.pages(source, account, credential);
            client.threads.add(Thread.ofVirtual().start(() -> client.repeat(account, pages, credential)));
        }
        return client;
    }

    private List<URI> pages(Connector source, String account, String credential) {
        Instant now = Instant.now();
        PageWalk walk = source.walk(
                new StreamId(SandboxSource.NAME, account, GapSupply.STREAM),
                MiningMode.GAP_FILL,
                MicrosecondTime.of(now.minus(Duration.ofDays(3))),
                MicrosecondTime.of(now.minus(Duration.ofMinutes(5))),
                null);
        List<URI> pages = new ArrayList<>();
        boolean last = false;
        while (!last) {
            URI page = walk.next().uri();
            pages.add(page);
            PageStep step = walk.accept(body(page, credential), Long.MAX_VALUE);
            if (!(step instanceof PageStep.Page read)) {
                throw new IllegalStateException("%s: %s (expected: a page)".formatted(page, step));
            }
            last = read.last();
        }
        return pages;
    }

    private byte[] body(URI page, String credential) {
        HttpGet get = new HttpGet(page);
        get.setHeader(HttpHeaders.AUTHORIZATION, credential);
        try {
            return http.execute(get, answer -> {
                if (answer.getCode() != HttpStatus.SC_OK) {
                    throw new IllegalStateException("%s: status %d".formatted(page, answer.getCode()));
                }
                return EntityUtils.toByteArray(answer.getEntity());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(page + " was not answered", e);
        }
    }

    private void repeat(String account, List<URI> pages, String credential) {
        try {
            while (!closing) {
                for (URI page : pages) {
                    if (!closing) {
                        reader.read(account, body(page, credential));
                    }
                }
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            failure.set(e);
        } catch (ExecutionException e) {
            failure.set(new IllegalStateException("Kafka did not take an item", e));
        } catch (InterruptedException e) {
            failure.set(new IllegalStateException("interrupted", e));
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IllegalStateException when a call failed */
    void requireWell() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the bare client has failed", failed);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        http.close();
    }
}
