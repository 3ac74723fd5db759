// django_project.h - what a Django project says besides its migrations: labels of apps, settings, which folders belong to it.

#ifndef MIGRATION_DJANGO_PROJECT_H
#define MIGRATION_DJANGO_PROJECT_H

#include "python/evaluate.h"
#include "source/discover.h"

// Reads the label an apps.py gives its app into `*label`, which stays as it is when there is none.
void django_label_read(Arena *arena, const Source *source, const Code *code, Str *label);

// The folder (absolute, in `arena`) of the project the migration at `path` belongs to: the closest one above with manage.py, else the
// closest with .git or a Python project file, else that of the outermost package; of migrations in a folder that is not called so,
// that folder alone. NULL when the path does not exist.
const char *django_folder(Arena *arena, const char *path);
// The files that may be migrations below `folder`: those in folders called migrations, migration or *_migrations, by path.
void django_files(Arena *arena, const char *folder, FileArray *files);

// The set (FrameworkFacts.set) of a migration: the folder it lies in, which is the whole history of its app.
const char *django_set(Arena *arena, const char *folder, const char *path, bool *whole);

// DjangoSettings: what settings files of the project say; empty when none does, or when they do not agree.
typedef struct DjangoSettings {
	Str auth_user_model;    // "accounts.User"
	Str default_auto_field; // "django.db.models.BigAutoField"
	Str lock_timeout;       // of "-c lock_timeout=5s" in the options of the database; "5s"
	Str statement_timeout;
} DjangoSettings;

// The text of all files below `folder` that may be settings, one behind the other; in `arena`.
Str django_settings_text(Arena *arena, const char *folder);
// Whether a setting has a value in that text. `X = getattr(settings, "X", 1)`, as apps have it in settings of their own, gives it none.
bool django_settings_has(Str text, Str name);

// Reads the settings files (settings*.py, and those in folders called settings) below `folder`.
void django_settings_read(Arena *arena, const char *folder, DjangoSettings *settings);

#endif
