package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemContent;
import dev.gapless.sandbox.world.ItemOrder;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import dev.gapless.sandbox.world.VersionOperation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Unusual items that appear now, on a socket that is subscribed to their stream and in the listings. Their positions
 * are long past, as on a platform that was a day behind, or their content is hard to store. It waits for such a socket;
 * each gets one at a time.
 */
final class AppearingItems implements SandboxFault {

    private final int planned;
    private final String stream;
    private final @Nullable Duration age;
    private final ItemContent content;
    private final Consumer<ItemOrder> world;
    private final AtomicInteger made = new AtomicInteger();

    /** @param age how long before now they stand; null for now */
    AppearingItems(FaultOrder order, @Nullable Duration age, ItemContent content, Consumer<ItemOrder> world) {
        this.planned = order.count();
        this.stream = order.streams().contains(SandboxStreamKinds.POSTS)
                ? SandboxStreamKinds.POSTS
                : order.streams().iterator().next();
        this.age = age;
        this.content = content;
        this.world = world;
        // refused now and not when it strikes
        one(order.account());
    }

    /** Not synchronized: the world asks all faults about the event while it makes the item. */
    @Override
    public void onSockets(List<? extends TargetSocket> sockets) {
        for (TargetSocket socket : sockets) {
            if (active() && socket.healthy() && socket.streams().contains(stream)) {
                world.accept(one(socket.accountId()));
                made.incrementAndGet();
            }
        }
    }

    private ItemOrder one(String account) {
        return new ItemOrder(account, stream, VersionOperation.CREATE, null, age, 1, false, content);
    }

    @Override
    public int planned() {
        return planned;
    }

    @Override
    public int fired() {
        return made.get();
    }

    @Override
    public boolean active() {
        return made.get() < planned;
    }
}
