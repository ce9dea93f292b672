package dev.gapless.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DroppedSocketsTest {

    @Test
    void every_second_one_goes_right_after_an_event() {
        List<Socket> sockets = List.of(new Socket(), new Socket(), new Socket(), new Socket());
        DroppedSockets fault = drop(4, Duration.ofMinutes(1));

        fault.onSockets(sockets);

        assertThat(fault.fired()).isEqualTo(2);
        assertThat(sockets.stream().map(socket -> socket.waiting != null)).containsExactly(false, true, false, true);
        sockets.forEach(Socket::event);
        assertThat(fault.fired()).isEqualTo(4);
        assertThat(fault.active()).isFalse();
    }

    @Test
    void a_socket_that_went_by_itself_is_not_counted_and_another_one_is_taken() {
        Socket first = new Socket();
        Socket second = new Socket();
        DroppedSockets fault = drop(2, Duration.ofMinutes(1));
        fault.onSockets(List.of(first, second));

        second.goByItself();
        Socket third = new Socket();
        fault.onSockets(List.of(third));
        third.event();

        assertThat(fault.fired()).isEqualTo(2);
    }

    @Test
    void it_goes_on_when_sockets_open_again_and_never_beyond_its_count() {
        DroppedSockets fault = drop(3, Duration.ofMinutes(1));
        for (int round = 0; round < 10; round++) {
            Socket socket = new Socket();
            fault.onSockets(List.of(socket));
            socket.event();
        }

        assertThat(fault.fired()).isEqualTo(3);
    }

    @Test
    void what_was_not_struck_in_time_is_left_alone() {
        Socket socket = new Socket();
        DroppedSockets fault = drop(1, Duration.ZERO);

        fault.onSockets(List.of(socket));

        assertThat(fault.active()).isFalse();
        assertThat(socket.healthy()).isTrue();
        assertThat(fault.fired()).isZero();
    }

    private static DroppedSockets drop(int count, Duration duration) {
        return new DroppedSockets(FakeSocket.order(
                "{'kind':'drop-socket','count':%d,'duration':'%ds'}".formatted(count, duration.toSeconds())));
    }

    private static final class Socket extends FakeSocket {

        private @Nullable SocketFault waiting;
        private boolean open = true;

        Socket() {
            super("any", "posts");
        }

        @Override
        public void cut(SocketFault strike) {
            open = false;
            strike.landed();
        }

        @Override
        public void cutAfterNextEvent(SocketFault strike) {
            waiting = strike;
        }

        void event() {
            SocketFault strike = waiting;
            if (strike != null && strike.wanted()) {
                waiting = null;
                cut(strike);
            }
        }

        void goByItself() {
            open = false;
            SocketFault strike = waiting;
            if (strike != null) {
                strike.missed();
            }
        }

        @Override
        public void silence(Duration length) {
            open = false;
        }

        @Override
        public boolean healthy() {
            return open && waiting == null;
        }
    }
}
