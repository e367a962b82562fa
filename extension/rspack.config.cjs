/** Modules go by their places within the repository: numbers would differ from one clone's folder to the next. */
module.exports = { optimization: { moduleIds: 'named' } };
