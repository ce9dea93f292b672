package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.LoggedChange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscribedChannelTest {

    @Test
    void of_latest_values_the_last_change_of_each_item_stays_in_the_order_of_the_log() {
        List<LoggedChange> changes = IntStream.range(0, 1_000)
                .mapToObj(offset ->
                        new LoggedChange(ChannelName.parse("s/a/t"), 0, offset, "item" + offset * 7 % 10, new byte[0]))
                .toList();
        List<LoggedChange> latest = SubscribedChannel.latest(changes);
        assertThat(latest).containsExactlyElementsOf(changes.subList(990, 1_000));
    }
}
