package dev.gapless.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Reads processor times from {@code /proc}. Where there is none (not Linux), everything that is not this process costs
 * 0, and {@link #known()} says so.
 */
public final class ProcessCpuReader {

    private static final Path PROC = Path.of("/proc");

    /** Linux tells times to programs in hundredths of a second, whatever its own clock does. */
    private static final double TICKS = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int REAPED_USER = 13;
    private static final int REAPED_SYSTEM = 14;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private ProcessCpuReader() {}

    public static boolean known() {
        return Files.isReadable(PROC.resolve("stat"));
    }

    /** Of a process, of its children that ended, and of those that live. 0 when it is gone. */
    public static double tree(long process) {
        return own(process, true)
                + children(process).mapToDouble(ProcessCpuReader::tree).sum();
    }

    /** The kernel's own list where it keeps one: looking through all processes costs what is to be measured. */
    private static LongStream children(long process) {
        Path list = PROC.resolve("%d/task/%d/children".formatted(process, process));
        if (Files.isReadable(list)) {
            return Stream.of(read(list).strip().split(" +", -1))
                    .filter(child -> !child.isEmpty())
                    .mapToLong(Long::parseLong);
        }
        return ProcessHandle.of(process).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(ProcessHandle::pid);
    }

    /** Of a JVM's compiler threads. */
    static double compilers(long process) {
        double seconds = 0;
        for (Path task : list(PROC.resolve("%d/task".formatted(process)))) {
            if (read(task.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
                seconds += seconds(fields(task.resolve("stat")));
            }
        }
        return seconds;
    }

    private static double seconds(String[] fields) {
        return fields.length > SYSTEM ? (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS : 0;
    }

    private static double own(long process, boolean reaped) {
        String[] fields = fields(PROC.resolve(Long.toString(process)).resolve("stat"));
        if (fields.length <= REAPED_SYSTEM) {
            return 0;
        }
        double ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        if (reaped) {
            ticks += Long.parseLong(fields[REAPED_USER]) + Long.parseLong(fields[REAPED_SYSTEM]);
        }
        return ticks / TICKS;
    }

    /** The fields behind the name, which may hold anything; empty when the process or thread is gone. */
    private static String[] fields(Path stat) {
        String line = read(stat);
        int end = line.lastIndexOf(") ");
        return end < 0 ? new String[0] : line.substring(end + 2).split(" ", -1);
    }

    /** Of the whole machine, all but idle; what its host took away counts as used. */
    static double machine() {
        String[] ticks =
                read(PROC.resolve("stat")).lines().findFirst().orElse("").split(" +", -1);
        double used = 0;
        for (int i = 1; i < ticks.length && i <= STEAL; i++) {
            used += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(ticks[i]);
        }
        return used / TICKS;
    }

    /** Processor seconds of this process by thread, the JVM's own included; numbers at the end of a name left out. */
    public static Map<String, Double> threads() {
        Map<String, Double> seconds = new HashMap<>();
        for (Path task : list(PROC.resolve("self/task"))) {
            String name = read(task.resolve("comm")).strip().replaceAll("[-#_]*[0-9]+$", "");
            seconds.merge(name, seconds(fields(task.resolve("stat"))), Double::sum);
        }
        return seconds;
    }

    /** Processor seconds of a server's processes, by what each calls itself. */
    public static Map<String, Double> titles(long process) {
        Map<String, Double> seconds = new HashMap<>();
        children(process).forEach(child -> {
            String title = read(PROC.resolve(Long.toString(child)).resolve("cmdline"))
                    .replace('\0', ' ')
                    .strip()
                    .replaceAll("[0-9.]+\\([0-9]+\\).*", "connection");
            seconds.merge(title, own(child, false), Double::sum);
        });
        return seconds;
    }

    private static Iterable<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            return java.util.List.of();
        }
    }

    /** Empty for what is not there, or no longer. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException e) {
            return "";
        } catch (UncheckedIOException | IOException e) {
            // a process that ends while it is read
            return "";
        }
    }
}
