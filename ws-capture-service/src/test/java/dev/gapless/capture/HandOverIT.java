package dev.gapless.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.fakes.CaptureTopicTail;
import dev.gapless.capture.fakes.FakePeer;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Captures that share the accounts. */
class HandOverIT {

    private static final int ACCOUNTS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @Test
    void two_captures_share_the_accounts_and_a_stopped_ones_move_to_the_other() {
        try (CaptureRig rig = new CaptureRig()) {
            List<String> accounts = IntStream.range(0, ACCOUNTS)
                    .mapToObj("member-%02d"::formatted)
                    .toList();
            rig.upstream.confirmAll();
            ConfigurableApplicationContext first = rig.startCapture();
            for (String account : accounts) {
                rig.assign(account);
            }
            await().atMost(TIMEOUT).until(() -> connections(first, rig) == ACCOUNTS);
            accounts.forEach(account -> rig.awaitPeer(account, 0).confirm());
            int before = connectionsEver(rig, accounts);

            ConfigurableApplicationContext second = rig.startCapture();
            await().atMost(TIMEOUT)
                    .until(() -> connections(second, rig) > 0
                            && connections(first, rig) + connections(second, rig) == ACCOUNTS);
            // a capture counts a connection a moment before the upstream does
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(connectionsEver(rig, accounts) - before)
                            .as("only what moves is interrupted")
                            .isEqualTo((int) connections(second, rig)));

            first.close();

            await().atMost(TIMEOUT).until(() -> connections(second, rig) == ACCOUNTS);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(accounts).allSatisfy(account -> {
                        List<FakePeer> peers = rig.upstream.peers(account);
                        assertThat(peers.stream().filter(peer -> !peer.isGone()))
                                .hasSize(1);
                    }));
            try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "member-")) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(CaptureRig.reports(coverage).stream()
                                        .filter(report -> !report.open())
                                        .map(CoverageReport::windowId)
                                        .distinct())
                                .hasSize(ACCOUNTS));
            }
        }
    }

    private static int connectionsEver(CaptureRig rig, List<String> accounts) {
        return accounts.stream()
                .mapToInt(account -> rig.upstream.peers(account).size())
                .sum();
    }

    private static double connections(ConfigurableApplicationContext capture, CaptureRig rig) {
        Gauge gauge = capture.getBean(MeterRegistry.class)
                .find("gapless.capture.connections")
                .tag("source", rig.source)
                .gauge();
        return gauge == null ? 0 : gauge.value();
    }
}
