/*
 * replay.c - runs a target without libFuzzer.
 *
 * usage: replay LAST [FILE...]    the target's seeds, each also with damage by
 *                                 chance, and some files
 *        replay --seeds FOLDER    writes the seeds
 *
 * LAST is written before each run: if that ends the program, it is the culprit.
 */
#include "forge.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#define MUTATIONS 100

static struct
{
	const char *last, *folder;
	size_t seeds, runs;
} replay;

static void
write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
	{
		perror(path);
		exit(EXIT_FAILURE);
	}
}

static void
run(const uint8_t *data, size_t size)
{
	/* Of its own length: what reads beyond it shows. */
	uint8_t *own = malloc(size);

	ws_copy(own, data, size);
	write_file(replay.last, own, size);
	replay.runs++;
	if (!fuzz_run(own, size))
		exit(EXIT_FAILURE);
	free(own);
}

static void
take_seed(const uint8_t *data, size_t size)
{
	static uint8_t kept[1 << 20];
	Rng rng = {++replay.seeds};
	Value value = {kept, size};

	/* What the seed is made of goes with the run. */
	memcpy(kept, data, size);
	if (replay.folder)
	{
		char path[4096];

		snprintf(path, sizeof path, "%s/seed-%03zu", replay.folder, replay.seeds);
		write_file(path, kept, size);
		return;
	}
	run(kept, size);
	for (int i = 0; i < MUTATIONS; i++)
	{
		Value copy = {malloc(size + 64), size};

		memcpy(copy.data, value.data, size);
		mutate(&rng, &copy, 0, size);
		run(copy.data, copy.size);
		free(copy.data);
	}
}

static void
run_file(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
	{
		perror(path);
		exit(EXIT_FAILURE);
	}
	size = fread(data, 1, sizeof data, file);
	fclose(file);
	run(data, size);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
		replay.folder = argv[2];
	else if (argc >= 2)
		replay.last = argv[1];
	else
		return EXIT_FAILURE;
	fuzz_seed = take_seed;
	fuzz_seeds();
	for (int i = 2; i < argc && !replay.folder; i++)
		run_file(argv[i]);
	printf("%zu seeds, %zu runs\n", replay.seeds, replay.runs);
	return EXIT_SUCCESS;
}
