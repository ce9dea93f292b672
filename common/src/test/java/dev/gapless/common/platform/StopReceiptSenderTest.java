package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopReceipt;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** When a replica tells the scheduler that it obeys. */
class StopReceiptSenderTest {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");
    private static final long GENERATION = 7;

    private final UpstreamGate gate =
            new UpstreamGate(GuardedWork.MINING, Duration.ofSeconds(5), Duration.ofSeconds(60), () -> 0);
    private final BlockingQueue<StopReceipt> receipts = new LinkedBlockingQueue<>();
    private volatile HttpStatus answer = HttpStatus.NO_CONTENT;
    private final RestClient scheduler = RestClient.builder()
            .baseUrl("http://scheduler")
            .requestInterceptor((request, body, execution) -> {
                receipts.add(JsonMapper.shared().readValue(body, StopReceipt.class));
                return new MockClientHttpResponse(new byte[0], answer);
            })
            .build();

    @BeforeEach
    void nothingIsStopped() {
        gate.heard(new ControlSnapshot(0, List.of()), 0);
    }

    private StopReceiptSender sender(Duration every) {
        return new StopReceiptSender(
                scheduler, gate, "http-miner-service", "miner-0", every, new LastDurable(Clock.systemUTC()));
    }

    private StopReceipt next() throws InterruptedException {
        StopReceipt receipt = receipts.poll(30, TimeUnit.SECONDS);
        assertThat(receipt).as("a receipt").isNotNull();
        return receipt;
    }

    private static ControlSnapshot stop() {
        return new ControlSnapshot(
                GENERATION,
                List.of(new ActiveStop("stop", new StopScope(ScopeKind.ALL, null, null, null), StopLevel.INTAKE)));
    }

    @Test
    void a_stop_is_acknowledged_before_the_next_turn_and_does_not_wait_for_calls_in_flight() throws Exception {
        try (StopReceiptSender sender = sender(Duration.ofHours(1));
                UpstreamPermit call = gate.enter(List.of(POSTS))) {
            assertThat(call).isNotNull();
            sender.start();
            assertThat(next().generation()).as("at the start").isZero();

            gate.obey(stop());

            StopReceipt receipt = next();
            assertThat(receipt.generation()).isEqualTo(GENERATION);
            assertThat(receipt.inFlight()).as("the call that has not ended").isEqualTo(1);
            assertThat(receipt.leaving()).isFalse();
        }
        assertThat(next().leaving()).as("the last word").isTrue();
    }

    @Test
    void a_receipt_that_was_refused_is_sent_again() throws Exception {
        answer = HttpStatus.SERVICE_UNAVAILABLE;
        gate.obey(stop());
        try (StopReceiptSender sender = sender(Duration.ofMillis(400))) {
            sender.start();
            assertThat(next().generation()).isEqualTo(GENERATION);
            answer = HttpStatus.NO_CONTENT;
            assertThat(next().generation()).isEqualTo(GENERATION);
        }
    }
}
