package dev.gapless.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Any number of callers that begin at the same moment. */
public final class ConcurrentCallers {

    private ConcurrentCallers() {}

    /** Their answers, in the order of their numbers. */
    public static <T> List<T> call(int callers, IntFunction<T> caller) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> pending = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                Callable<T> call = () -> {
                    go.await();
                    return caller.apply(number);
                };
                pending.add(threads.submit(call));
            }
            go.countDown();
            List<T> answers = new ArrayList<>();
            for (Future<T> each : pending) {
                answers.add(each.get());
            }
            return answers;
        }
    }
}
