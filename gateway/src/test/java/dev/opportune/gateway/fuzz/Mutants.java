package dev.opportune.gateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/// The corpus of a fuzz test, and inputs that are nearly one of it: the same ones in every run.
public final class Mutants {

    private static final long SEED = 20_261_128;
    private static final int MOST_BYTES = 70_000;

    private final List<byte[]> corpus;
    private final List<byte[]> pieces;
    private final Random random = new Random(SEED);

    private Mutants(List<byte[]> corpus, List<byte[]> pieces) {
        this.corpus = corpus;
        this.pieces = pieces;
    }

    /// Of what Jazzer begins with, too.
    ///
    /// @param pieces what does harm where it does not belong
    public static Mutants of(Class<?> test, List<String> pieces) {
        try {
            var folder = Path.of(Objects.requireNonNull(test.getResource(test.getSimpleName() + "Inputs/fuzz"))
                    .toURI());
            try (Stream<Path> files = Files.list(folder)) {
                var corpus = new ArrayList<byte[]>();
                for (var file : files.sorted().toList()) corpus.add(Files.readAllBytes(file));
                return new Mutants(
                        corpus,
                        pieces.stream()
                                .map(it -> it.getBytes(StandardCharsets.UTF_8))
                                .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The corpus itself, and then so many that are nearly one of it.
    public Stream<byte[]> take(int mutants) {
        return Stream.concat(corpus.stream(), Stream.generate(this::next).limit(mutants));
    }

    private byte[] next() {
        var mutant = any(corpus);
        for (int i = random.nextInt(4); i >= 0; i--) mutant = changed(mutant);
        return mutant.length <= MOST_BYTES ? mutant : Arrays.copyOf(mutant, MOST_BYTES);
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(12));
        return switch (random.nextInt(7)) {
            case 0 -> joined(input, from, new byte[0], to); // without a part
            case 1 -> joined(input, from, new byte[] {(byte) random.nextInt()}, to);
            case 2 -> joined(input, from, any(pieces), to);
            case 3 -> joined(input, from, any(pieces), from);
            case 4 -> joined(input, from, Arrays.copyOfRange(input, from, to), from); // a part twice
            case 5 -> joined(input, from, part(any(corpus)), to);
            default -> Arrays.copyOf(input, from);
        };
    }

    private byte[] part(byte[] input) {
        int from = random.nextInt(input.length + 1);
        return Arrays.copyOfRange(input, from, Math.min(input.length, from + random.nextInt(40)));
    }

    private byte[] any(List<byte[]> many) {
        return many.get(random.nextInt(many.size()));
    }

    private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
        var joined = new ByteArrayOutputStream();
        joined.write(input, 0, from);
        joined.writeBytes(middle);
        joined.write(input, to, input.length - to);
        return joined.toByteArray();
    }
}
